// Original file: proto/tapline/v1/evidence.proto


export interface Nic {
  'name'?: (string);
  'driver'?: (string);
  'version'?: (string);
  'firmware'?: (string);
  'offloads'?: ({[key: string]: boolean});
  'detail'?: (string);
}

export interface Nic__Output {
  'name': (string);
  'driver': (string);
  'version': (string);
  'firmware': (string);
  'offloads': ({[key: string]: boolean});
  'detail': (string);
}

// Original file: proto/tapline/v1/evidence.proto


export interface Neighbour {
  'address'?: (string);
  'mac'?: (string);
  'state'?: (string);
  'device'?: (string);
}

export interface Neighbour__Output {
  'address': (string);
  'mac': (string);
  'state': (string);
  'device': (string);
}

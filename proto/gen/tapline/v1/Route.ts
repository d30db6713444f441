// Original file: proto/tapline/v1/evidence.proto


export interface Route {
  'destination'?: (string);
  'gateway'?: (string);
  'device'?: (string);
  'source'?: (string);
  'table'?: (string);
  'type'?: (string);
}

export interface Route__Output {
  'destination': (string);
  'gateway': (string);
  'device': (string);
  'source': (string);
  'table': (string);
  'type': (string);
}

// Original file: proto/tapline/v1/evidence.proto


export interface Listener {
  'protocol'?: (string);
  'address'?: (string);
  'port'?: (number);
}

export interface Listener__Output {
  'protocol': (string);
  'address': (string);
  'port': (number);
}

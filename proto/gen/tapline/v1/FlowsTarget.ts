// Original file: proto/tapline/v1/api.proto


export interface FlowsTarget {
  'node'?: (string);
  'ofport'?: (number);
  'addresses'?: (string)[];
}

export interface FlowsTarget__Output {
  'node': (string);
  'ofport': (number);
  'addresses': (string)[];
}

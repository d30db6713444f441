// Original file: proto/tapline/v1/agent.proto


export interface PodRef {
  'namespace'?: (string);
  'name'?: (string);
  'logicalPort'?: (string);
  'addresses'?: (string)[];
  'mac'?: (string);
  'interface'?: (string);
  'hostNetwork'?: (boolean);
}

export interface PodRef__Output {
  'namespace': (string);
  'name': (string);
  'logicalPort': (string);
  'addresses': (string)[];
  'mac': (string);
  'interface': (string);
  'hostNetwork': (boolean);
}

// Original file: proto/tapline/v1/api.proto


export interface TraceRequest {
  'source'?: (string);
  'destination'?: (string);
  'namespace'?: (string);
  'protocol'?: (string);
  'port'?: (number);
  'timeoutMs'?: (number);
  'family'?: (number);
  'interface'?: (string);
  'verbose'?: (boolean);
}

export interface TraceRequest__Output {
  'source': (string);
  'destination': (string);
  'namespace': (string);
  'protocol': (string);
  'port': (number);
  'timeoutMs': (number);
  'family': (number);
  'interface': (string);
  'verbose': (boolean);
}

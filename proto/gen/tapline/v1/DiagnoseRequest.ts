// Original file: proto/tapline/v1/api.proto


export interface DiagnoseRequest {
  'source'?: (string);
  'destination'?: (string);
  'namespace'?: (string);
  'protocol'?: (string);
  'port'?: (number);
  'count'?: (number);
  'size'?: (number);
  'passive'?: (boolean);
  'timeoutMs'?: (number);
  'family'?: (number);
  'interface'?: (string);
  'errorText'?: (string);
  'httpPath'?: (string);
}

export interface DiagnoseRequest__Output {
  'source': (string);
  'destination': (string);
  'namespace': (string);
  'protocol': (string);
  'port': (number);
  'count': (number);
  'size': (number);
  'passive': (boolean);
  'timeoutMs': (number);
  'family': (number);
  'interface': (string);
  'errorText': (string);
  'httpPath': (string);
}

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
  'errorText'?: (string);
  'httpPath'?: (string);
  'family'?: (number);
  'interface'?: (string);
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
  'errorText': (string);
  'httpPath': (string);
  'family': (number);
  'interface': (string);
}

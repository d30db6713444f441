// Original file: proto/tapline/v1/api.proto

import type { Protocol as _tapline_v1_Protocol, Protocol__Output as _tapline_v1_Protocol__Output } from '../../tapline/v1/Protocol.ts';

export interface DiagnoseRequest {
  'source'?: (string);
  'destination'?: (string);
  'namespace'?: (string);
  'protocol'?: (_tapline_v1_Protocol);
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
  'protocol': (_tapline_v1_Protocol__Output);
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

// Original file: proto/tapline/v1/api.proto

import type { Protocol as _tapline_v1_Protocol, Protocol__Output as _tapline_v1_Protocol__Output } from '../../tapline/v1/Protocol.ts';

export interface TraceRequest {
  'source'?: (string);
  'destination'?: (string);
  'namespace'?: (string);
  'protocol'?: (_tapline_v1_Protocol);
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
  'protocol': (_tapline_v1_Protocol__Output);
  'port': (number);
  'timeoutMs': (number);
  'family': (number);
  'interface': (string);
  'verbose': (boolean);
}

// Original file: proto/tapline/v1/evidence.proto

import type { Protocol as _tapline_v1_Protocol, Protocol__Output as _tapline_v1_Protocol__Output } from '../../tapline/v1/Protocol.ts';

export interface Listener {
  'protocol'?: (_tapline_v1_Protocol);
  'address'?: (string);
  'port'?: (number);
}

export interface Listener__Output {
  'protocol': (_tapline_v1_Protocol__Output);
  'address': (string);
  'port': (number);
}

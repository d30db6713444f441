// Original file: proto/tapline/v1/evidence.proto

import type { ConnectionStatus as _tapline_v1_ConnectionStatus, ConnectionStatus__Output as _tapline_v1_ConnectionStatus__Output } from '../../tapline/v1/ConnectionStatus.ts';
import type { Reason as _tapline_v1_Reason, Reason__Output as _tapline_v1_Reason__Output } from '../../tapline/v1/Reason.ts';

export interface OvnControllerFacts {
  'running'?: (boolean);
  'connection'?: (_tapline_v1_ConnectionStatus);
  'version'?: (string);
  'reasons'?: (_tapline_v1_Reason)[];
}

export interface OvnControllerFacts__Output {
  'running': (boolean);
  'connection': (_tapline_v1_ConnectionStatus__Output);
  'version': (string);
  'reasons': (_tapline_v1_Reason__Output)[];
}

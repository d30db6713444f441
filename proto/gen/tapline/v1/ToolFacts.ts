// Original file: proto/tapline/v1/evidence.proto

import type { Reason as _tapline_v1_Reason, Reason__Output as _tapline_v1_Reason__Output } from '../../tapline/v1/Reason.ts';

export interface ToolFacts {
  'name'?: (string);
  'path'?: (string);
  'version'?: (string);
  'why'?: (_tapline_v1_Reason | null);
}

export interface ToolFacts__Output {
  'name': (string);
  'path': (string);
  'version': (string);
  'why': (_tapline_v1_Reason__Output | null);
}

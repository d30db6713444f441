// Original file: proto/tapline/v1/api.proto

import type { SourceState as _tapline_v1_SourceState, SourceState__Output as _tapline_v1_SourceState__Output } from '../../tapline/v1/SourceState.ts';

export interface SourceStatus {
  'name'?: (string);
  'status'?: (_tapline_v1_SourceState);
  'reason'?: (string);
  'because'?: (string);
}

export interface SourceStatus__Output {
  'name': (string);
  'status': (_tapline_v1_SourceState__Output);
  'reason': (string);
  'because': (string);
}

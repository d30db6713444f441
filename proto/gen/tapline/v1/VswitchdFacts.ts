// Original file: proto/tapline/v1/evidence.proto

import type { Reason as _tapline_v1_Reason, Reason__Output as _tapline_v1_Reason__Output } from '../../tapline/v1/Reason.ts';

export interface VswitchdFacts {
  'running'?: (boolean);
  'version'?: (string);
  'reasons'?: (_tapline_v1_Reason)[];
  'bridges'?: (string)[];
  'datapathType'?: (string);
}

export interface VswitchdFacts__Output {
  'running': (boolean);
  'version': (string);
  'reasons': (_tapline_v1_Reason__Output)[];
  'bridges': (string)[];
  'datapathType': (string);
}

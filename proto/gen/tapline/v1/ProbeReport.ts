// Original file: proto/tapline/v1/evidence.proto

import type { ProbeAttempt as _tapline_v1_ProbeAttempt, ProbeAttempt__Output as _tapline_v1_ProbeAttempt__Output } from '../../tapline/v1/ProbeAttempt.ts';

export interface ProbeReport {
  'sourceAddress'?: (string);
  'attempts'?: (_tapline_v1_ProbeAttempt)[];
  'error'?: (string);
}

export interface ProbeReport__Output {
  'sourceAddress': (string);
  'attempts': (_tapline_v1_ProbeAttempt__Output)[];
  'error': (string);
}

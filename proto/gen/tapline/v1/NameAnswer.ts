// Original file: proto/tapline/v1/evidence.proto

import type { LookupStatus as _tapline_v1_LookupStatus, LookupStatus__Output as _tapline_v1_LookupStatus__Output } from '../../tapline/v1/LookupStatus.ts';
import type { LookupSource as _tapline_v1_LookupSource, LookupSource__Output as _tapline_v1_LookupSource__Output } from '../../tapline/v1/LookupSource.ts';
import type { NameAttempt as _tapline_v1_NameAttempt, NameAttempt__Output as _tapline_v1_NameAttempt__Output } from '../../tapline/v1/NameAttempt.ts';
import type { Reason as _tapline_v1_Reason, Reason__Output as _tapline_v1_Reason__Output } from '../../tapline/v1/Reason.ts';

export interface NameAnswer {
  'status'?: (_tapline_v1_LookupStatus);
  'addresses'?: (string)[];
  'foundAs'?: (string);
  'source'?: (_tapline_v1_LookupSource);
  'nameservers'?: (string)[];
  'attempts'?: (_tapline_v1_NameAttempt)[];
  'why'?: (_tapline_v1_Reason | null);
}

export interface NameAnswer__Output {
  'status': (_tapline_v1_LookupStatus__Output);
  'addresses': (string)[];
  'foundAs': (string);
  'source': (_tapline_v1_LookupSource__Output);
  'nameservers': (string)[];
  'attempts': (_tapline_v1_NameAttempt__Output)[];
  'why': (_tapline_v1_Reason__Output | null);
}

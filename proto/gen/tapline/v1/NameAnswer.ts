// Original file: proto/tapline/v1/evidence.proto

import type { NameAttempt as _tapline_v1_NameAttempt, NameAttempt__Output as _tapline_v1_NameAttempt__Output } from '../../tapline/v1/NameAttempt.ts';

export interface NameAnswer {
  'status'?: (string);
  'addresses'?: (string)[];
  'foundAs'?: (string);
  'source'?: (string);
  'nameservers'?: (string)[];
  'attempts'?: (_tapline_v1_NameAttempt)[];
  'reason'?: (string);
}

export interface NameAnswer__Output {
  'status': (string);
  'addresses': (string)[];
  'foundAs': (string);
  'source': (string);
  'nameservers': (string)[];
  'attempts': (_tapline_v1_NameAttempt__Output)[];
  'reason': (string);
}

// Original file: proto/tapline/v1/evidence.proto

import type { RouteAnswer as _tapline_v1_RouteAnswer, RouteAnswer__Output as _tapline_v1_RouteAnswer__Output } from '../../tapline/v1/RouteAnswer.ts';

export interface RoundTrip {
  'there'?: (_tapline_v1_RouteAnswer | null);
  'back'?: (_tapline_v1_RouteAnswer | null);
}

export interface RoundTrip__Output {
  'there': (_tapline_v1_RouteAnswer__Output | null);
  'back': (_tapline_v1_RouteAnswer__Output | null);
}

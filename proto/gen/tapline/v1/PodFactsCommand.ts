// Original file: proto/tapline/v1/agent.proto

import type { PodRef as _tapline_v1_PodRef, PodRef__Output as _tapline_v1_PodRef__Output } from '../../tapline/v1/PodRef.ts';
import type { RoundTripQuestion as _tapline_v1_RoundTripQuestion, RoundTripQuestion__Output as _tapline_v1_RoundTripQuestion__Output } from '../../tapline/v1/RoundTripQuestion.ts';

export interface PodFactsCommand {
  'pod'?: (_tapline_v1_PodRef | null);
  'routeTo'?: (string);
  'furtherRoutesTo'?: (string)[];
  'roundTrips'?: (_tapline_v1_RoundTripQuestion)[];
}

export interface PodFactsCommand__Output {
  'pod': (_tapline_v1_PodRef__Output | null);
  'routeTo': (string);
  'furtherRoutesTo': (string)[];
  'roundTrips': (_tapline_v1_RoundTripQuestion__Output)[];
}

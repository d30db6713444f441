// Original file: proto/tapline/v1/agent.proto

import type { PodRef as _tapline_v1_PodRef, PodRef__Output as _tapline_v1_PodRef__Output } from '../../tapline/v1/PodRef.ts';

export interface PodFactsCommand {
  'pod'?: (_tapline_v1_PodRef | null);
  'routeTo'?: (string);
  'furtherRoutesTo'?: (string)[];
}

export interface PodFactsCommand__Output {
  'pod': (_tapline_v1_PodRef__Output | null);
  'routeTo': (string);
  'furtherRoutesTo': (string)[];
}

// Original file: proto/tapline/v1/agent.proto

import type { PodRef as _tapline_v1_PodRef, PodRef__Output as _tapline_v1_PodRef__Output } from '../../tapline/v1/PodRef.ts';

export interface NetnsStateCommand {
  'pod'?: (_tapline_v1_PodRef | null);
  'interfaces'?: (string)[];
  'countersOnly'?: (boolean);
  'addresses'?: (string)[];
}

export interface NetnsStateCommand__Output {
  'pod': (_tapline_v1_PodRef__Output | null);
  'interfaces': (string)[];
  'countersOnly': (boolean);
  'addresses': (string)[];
}

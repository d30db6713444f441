// Original file: proto/tapline/v1/agent.proto

import type { PodRef as _tapline_v1_PodRef, PodRef__Output as _tapline_v1_PodRef__Output } from '../../tapline/v1/PodRef.ts';

export interface ResolveCommand {
  'pod'?: (_tapline_v1_PodRef | null);
  'name'?: (string);
}

export interface ResolveCommand__Output {
  'pod': (_tapline_v1_PodRef__Output | null);
  'name': (string);
}

// Original file: proto/tapline/v1/evidence.proto

import type { Flow as _tapline_v1_Flow, Flow__Output as _tapline_v1_Flow__Output } from '../../tapline/v1/Flow.ts';

export interface FlowBatch {
  'flows'?: (_tapline_v1_Flow)[];
}

export interface FlowBatch__Output {
  'flows': (_tapline_v1_Flow__Output)[];
}

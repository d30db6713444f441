// Original file: proto/tapline/v1/api.proto

import type { FlowBatch as _tapline_v1_FlowBatch, FlowBatch__Output as _tapline_v1_FlowBatch__Output } from '../../tapline/v1/FlowBatch.ts';
import type { FlowReport as _tapline_v1_FlowReport, FlowReport__Output as _tapline_v1_FlowReport__Output } from '../../tapline/v1/FlowReport.ts';
import type { FlowsTarget as _tapline_v1_FlowsTarget, FlowsTarget__Output as _tapline_v1_FlowsTarget__Output } from '../../tapline/v1/FlowsTarget.ts';

export interface FlowsResponse {
  'flows'?: (_tapline_v1_FlowBatch | null);
  'report'?: (_tapline_v1_FlowReport | null);
  'target'?: (_tapline_v1_FlowsTarget | null);
  'event'?: "flows"|"report"|"target";
}

export interface FlowsResponse__Output {
  'flows'?: (_tapline_v1_FlowBatch__Output | null);
  'report'?: (_tapline_v1_FlowReport__Output | null);
  'target'?: (_tapline_v1_FlowsTarget__Output | null);
  'event'?: "flows"|"report"|"target";
}

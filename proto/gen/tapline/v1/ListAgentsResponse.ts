// Original file: proto/tapline/v1/api.proto

import type { AgentStatus as _tapline_v1_AgentStatus, AgentStatus__Output as _tapline_v1_AgentStatus__Output } from '../../tapline/v1/AgentStatus.ts';
import type { SourceStatus as _tapline_v1_SourceStatus, SourceStatus__Output as _tapline_v1_SourceStatus__Output } from '../../tapline/v1/SourceStatus.ts';

export interface ListAgentsResponse {
  'agents'?: (_tapline_v1_AgentStatus)[];
  'sources'?: (_tapline_v1_SourceStatus)[];
}

export interface ListAgentsResponse__Output {
  'agents': (_tapline_v1_AgentStatus__Output)[];
  'sources': (_tapline_v1_SourceStatus__Output)[];
}

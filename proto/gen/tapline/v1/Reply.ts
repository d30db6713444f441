// Original file: proto/tapline/v1/agent.proto

import type { Reason as _tapline_v1_Reason, Reason__Output as _tapline_v1_Reason__Output } from '../../tapline/v1/Reason.ts';
import type { TapStarted as _tapline_v1_TapStarted, TapStarted__Output as _tapline_v1_TapStarted__Output } from '../../tapline/v1/TapStarted.ts';
import type { SightingBatch as _tapline_v1_SightingBatch, SightingBatch__Output as _tapline_v1_SightingBatch__Output } from '../../tapline/v1/SightingBatch.ts';
import type { TapReport as _tapline_v1_TapReport, TapReport__Output as _tapline_v1_TapReport__Output } from '../../tapline/v1/TapReport.ts';
import type { ProbeReport as _tapline_v1_ProbeReport, ProbeReport__Output as _tapline_v1_ProbeReport__Output } from '../../tapline/v1/ProbeReport.ts';
import type { PortList as _tapline_v1_PortList, PortList__Output as _tapline_v1_PortList__Output } from '../../tapline/v1/PortList.ts';
import type { OpenflowTrace as _tapline_v1_OpenflowTrace, OpenflowTrace__Output as _tapline_v1_OpenflowTrace__Output } from '../../tapline/v1/OpenflowTrace.ts';
import type { FlowReport as _tapline_v1_FlowReport, FlowReport__Output as _tapline_v1_FlowReport__Output } from '../../tapline/v1/FlowReport.ts';
import type { NodeFacts as _tapline_v1_NodeFacts, NodeFacts__Output as _tapline_v1_NodeFacts__Output } from '../../tapline/v1/NodeFacts.ts';
import type { PodFacts as _tapline_v1_PodFacts, PodFacts__Output as _tapline_v1_PodFacts__Output } from '../../tapline/v1/PodFacts.ts';
import type { NetnsState as _tapline_v1_NetnsState, NetnsState__Output as _tapline_v1_NetnsState__Output } from '../../tapline/v1/NetnsState.ts';
import type { NameAnswer as _tapline_v1_NameAnswer, NameAnswer__Output as _tapline_v1_NameAnswer__Output } from '../../tapline/v1/NameAnswer.ts';
import type { SelfReport as _tapline_v1_SelfReport, SelfReport__Output as _tapline_v1_SelfReport__Output } from '../../tapline/v1/SelfReport.ts';

export interface Reply {
  'id'?: (number);
  'done'?: (boolean);
  'error'?: (_tapline_v1_Reason | null);
  'tapStarted'?: (_tapline_v1_TapStarted | null);
  'sightings'?: (_tapline_v1_SightingBatch | null);
  'tapReport'?: (_tapline_v1_TapReport | null);
  'probeReport'?: (_tapline_v1_ProbeReport | null);
  'ports'?: (_tapline_v1_PortList | null);
  'openflowTrace'?: (_tapline_v1_OpenflowTrace | null);
  'flowReport'?: (_tapline_v1_FlowReport | null);
  'nodeFacts'?: (_tapline_v1_NodeFacts | null);
  'podFacts'?: (_tapline_v1_PodFacts | null);
  'netnsState'?: (_tapline_v1_NetnsState | null);
  'nameAnswer'?: (_tapline_v1_NameAnswer | null);
  'selfReport'?: (_tapline_v1_SelfReport | null);
  'payload'?: "tapStarted"|"sightings"|"tapReport"|"probeReport"|"ports"|"openflowTrace"|"flowReport"|"nodeFacts"|"podFacts"|"netnsState"|"nameAnswer"|"selfReport";
}

export interface Reply__Output {
  'id': (number);
  'done': (boolean);
  'error': (_tapline_v1_Reason__Output | null);
  'tapStarted'?: (_tapline_v1_TapStarted__Output | null);
  'sightings'?: (_tapline_v1_SightingBatch__Output | null);
  'tapReport'?: (_tapline_v1_TapReport__Output | null);
  'probeReport'?: (_tapline_v1_ProbeReport__Output | null);
  'ports'?: (_tapline_v1_PortList__Output | null);
  'openflowTrace'?: (_tapline_v1_OpenflowTrace__Output | null);
  'flowReport'?: (_tapline_v1_FlowReport__Output | null);
  'nodeFacts'?: (_tapline_v1_NodeFacts__Output | null);
  'podFacts'?: (_tapline_v1_PodFacts__Output | null);
  'netnsState'?: (_tapline_v1_NetnsState__Output | null);
  'nameAnswer'?: (_tapline_v1_NameAnswer__Output | null);
  'selfReport'?: (_tapline_v1_SelfReport__Output | null);
  'payload'?: "tapStarted"|"sightings"|"tapReport"|"probeReport"|"ports"|"openflowTrace"|"flowReport"|"nodeFacts"|"podFacts"|"netnsState"|"nameAnswer"|"selfReport";
}

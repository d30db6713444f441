// Original file: proto/tapline/v1/agent.proto

import type { TapCommand as _tapline_v1_TapCommand, TapCommand__Output as _tapline_v1_TapCommand__Output } from '../../tapline/v1/TapCommand.ts';
import type { ProbeCommand as _tapline_v1_ProbeCommand, ProbeCommand__Output as _tapline_v1_ProbeCommand__Output } from '../../tapline/v1/ProbeCommand.ts';
import type { PortsCommand as _tapline_v1_PortsCommand, PortsCommand__Output as _tapline_v1_PortsCommand__Output } from '../../tapline/v1/PortsCommand.ts';
import type { OpenflowTraceCommand as _tapline_v1_OpenflowTraceCommand, OpenflowTraceCommand__Output as _tapline_v1_OpenflowTraceCommand__Output } from '../../tapline/v1/OpenflowTraceCommand.ts';
import type { FlowsCommand as _tapline_v1_FlowsCommand, FlowsCommand__Output as _tapline_v1_FlowsCommand__Output } from '../../tapline/v1/FlowsCommand.ts';
import type { NodeFactsCommand as _tapline_v1_NodeFactsCommand, NodeFactsCommand__Output as _tapline_v1_NodeFactsCommand__Output } from '../../tapline/v1/NodeFactsCommand.ts';
import type { PodFactsCommand as _tapline_v1_PodFactsCommand, PodFactsCommand__Output as _tapline_v1_PodFactsCommand__Output } from '../../tapline/v1/PodFactsCommand.ts';
import type { NetnsStateCommand as _tapline_v1_NetnsStateCommand, NetnsStateCommand__Output as _tapline_v1_NetnsStateCommand__Output } from '../../tapline/v1/NetnsStateCommand.ts';
import type { ResolveCommand as _tapline_v1_ResolveCommand, ResolveCommand__Output as _tapline_v1_ResolveCommand__Output } from '../../tapline/v1/ResolveCommand.ts';
import type { SelfCheckCommand as _tapline_v1_SelfCheckCommand, SelfCheckCommand__Output as _tapline_v1_SelfCheckCommand__Output } from '../../tapline/v1/SelfCheckCommand.ts';

export interface Command {
  'id'?: (number);
  'timeoutMs'?: (number);
  'transferToken'?: (string);
  'tap'?: (_tapline_v1_TapCommand | null);
  'probe'?: (_tapline_v1_ProbeCommand | null);
  'ports'?: (_tapline_v1_PortsCommand | null);
  'openflowTrace'?: (_tapline_v1_OpenflowTraceCommand | null);
  'flows'?: (_tapline_v1_FlowsCommand | null);
  'nodeFacts'?: (_tapline_v1_NodeFactsCommand | null);
  'podFacts'?: (_tapline_v1_PodFactsCommand | null);
  'netnsState'?: (_tapline_v1_NetnsStateCommand | null);
  'resolve'?: (_tapline_v1_ResolveCommand | null);
  'selfCheck'?: (_tapline_v1_SelfCheckCommand | null);
  'command'?: "tap"|"probe"|"ports"|"openflowTrace"|"flows"|"nodeFacts"|"podFacts"|"netnsState"|"resolve"|"selfCheck";
}

export interface Command__Output {
  'id': (number);
  'timeoutMs': (number);
  'transferToken': (string);
  'tap'?: (_tapline_v1_TapCommand__Output | null);
  'probe'?: (_tapline_v1_ProbeCommand__Output | null);
  'ports'?: (_tapline_v1_PortsCommand__Output | null);
  'openflowTrace'?: (_tapline_v1_OpenflowTraceCommand__Output | null);
  'flows'?: (_tapline_v1_FlowsCommand__Output | null);
  'nodeFacts'?: (_tapline_v1_NodeFactsCommand__Output | null);
  'podFacts'?: (_tapline_v1_PodFactsCommand__Output | null);
  'netnsState'?: (_tapline_v1_NetnsStateCommand__Output | null);
  'resolve'?: (_tapline_v1_ResolveCommand__Output | null);
  'selfCheck'?: (_tapline_v1_SelfCheckCommand__Output | null);
  'command'?: "tap"|"probe"|"ports"|"openflowTrace"|"flows"|"nodeFacts"|"podFacts"|"netnsState"|"resolve"|"selfCheck";
}

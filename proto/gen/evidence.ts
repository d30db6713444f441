import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { BridgePort as _tapline_v1_BridgePort, BridgePort__Output as _tapline_v1_BridgePort__Output } from './tapline/v1/BridgePort.ts';
import type { CertificateFile as _tapline_v1_CertificateFile, CertificateFile__Output as _tapline_v1_CertificateFile__Output } from './tapline/v1/CertificateFile.ts';
import type { Flow as _tapline_v1_Flow, Flow__Output as _tapline_v1_Flow__Output } from './tapline/v1/Flow.ts';
import type { FlowBatch as _tapline_v1_FlowBatch, FlowBatch__Output as _tapline_v1_FlowBatch__Output } from './tapline/v1/FlowBatch.ts';
import type { FlowField as _tapline_v1_FlowField, FlowField__Output as _tapline_v1_FlowField__Output } from './tapline/v1/FlowField.ts';
import type { FlowReport as _tapline_v1_FlowReport, FlowReport__Output as _tapline_v1_FlowReport__Output } from './tapline/v1/FlowReport.ts';
import type { IptablesDump as _tapline_v1_IptablesDump, IptablesDump__Output as _tapline_v1_IptablesDump__Output } from './tapline/v1/IptablesDump.ts';
import type { Link as _tapline_v1_Link, Link__Output as _tapline_v1_Link__Output } from './tapline/v1/Link.ts';
import type { LinkCounters as _tapline_v1_LinkCounters, LinkCounters__Output as _tapline_v1_LinkCounters__Output } from './tapline/v1/LinkCounters.ts';
import type { Listener as _tapline_v1_Listener, Listener__Output as _tapline_v1_Listener__Output } from './tapline/v1/Listener.ts';
import type { LocalPort as _tapline_v1_LocalPort, LocalPort__Output as _tapline_v1_LocalPort__Output } from './tapline/v1/LocalPort.ts';
import type { NameAnswer as _tapline_v1_NameAnswer, NameAnswer__Output as _tapline_v1_NameAnswer__Output } from './tapline/v1/NameAnswer.ts';
import type { NameAttempt as _tapline_v1_NameAttempt, NameAttempt__Output as _tapline_v1_NameAttempt__Output } from './tapline/v1/NameAttempt.ts';
import type { Neighbour as _tapline_v1_Neighbour, Neighbour__Output as _tapline_v1_Neighbour__Output } from './tapline/v1/Neighbour.ts';
import type { NetnsState as _tapline_v1_NetnsState, NetnsState__Output as _tapline_v1_NetnsState__Output } from './tapline/v1/NetnsState.ts';
import type { Nic as _tapline_v1_Nic, Nic__Output as _tapline_v1_Nic__Output } from './tapline/v1/Nic.ts';
import type { NodeFacts as _tapline_v1_NodeFacts, NodeFacts__Output as _tapline_v1_NodeFacts__Output } from './tapline/v1/NodeFacts.ts';
import type { OpenflowTrace as _tapline_v1_OpenflowTrace, OpenflowTrace__Output as _tapline_v1_OpenflowTrace__Output } from './tapline/v1/OpenflowTrace.ts';
import type { OvnControllerFacts as _tapline_v1_OvnControllerFacts, OvnControllerFacts__Output as _tapline_v1_OvnControllerFacts__Output } from './tapline/v1/OvnControllerFacts.ts';
import type { OvsState as _tapline_v1_OvsState, OvsState__Output as _tapline_v1_OvsState__Output } from './tapline/v1/OvsState.ts';
import type { PodFacts as _tapline_v1_PodFacts, PodFacts__Output as _tapline_v1_PodFacts__Output } from './tapline/v1/PodFacts.ts';
import type { PortLimits as _tapline_v1_PortLimits, PortLimits__Output as _tapline_v1_PortLimits__Output } from './tapline/v1/PortLimits.ts';
import type { PortList as _tapline_v1_PortList, PortList__Output as _tapline_v1_PortList__Output } from './tapline/v1/PortList.ts';
import type { ProbeAttempt as _tapline_v1_ProbeAttempt, ProbeAttempt__Output as _tapline_v1_ProbeAttempt__Output } from './tapline/v1/ProbeAttempt.ts';
import type { ProbeReport as _tapline_v1_ProbeReport, ProbeReport__Output as _tapline_v1_ProbeReport__Output } from './tapline/v1/ProbeReport.ts';
import type { Problem as _tapline_v1_Problem, Problem__Output as _tapline_v1_Problem__Output } from './tapline/v1/Problem.ts';
import type { Reason as _tapline_v1_Reason, Reason__Output as _tapline_v1_Reason__Output } from './tapline/v1/Reason.ts';
import type { RoundTrip as _tapline_v1_RoundTrip, RoundTrip__Output as _tapline_v1_RoundTrip__Output } from './tapline/v1/RoundTrip.ts';
import type { Route as _tapline_v1_Route, Route__Output as _tapline_v1_Route__Output } from './tapline/v1/Route.ts';
import type { RouteAnswer as _tapline_v1_RouteAnswer, RouteAnswer__Output as _tapline_v1_RouteAnswer__Output } from './tapline/v1/RouteAnswer.ts';
import type { SelfReport as _tapline_v1_SelfReport, SelfReport__Output as _tapline_v1_SelfReport__Output } from './tapline/v1/SelfReport.ts';
import type { SightingBatch as _tapline_v1_SightingBatch, SightingBatch__Output as _tapline_v1_SightingBatch__Output } from './tapline/v1/SightingBatch.ts';
import type { TapReport as _tapline_v1_TapReport, TapReport__Output as _tapline_v1_TapReport__Output } from './tapline/v1/TapReport.ts';
import type { TapStarted as _tapline_v1_TapStarted, TapStarted__Output as _tapline_v1_TapStarted__Output } from './tapline/v1/TapStarted.ts';
import type { ToolFacts as _tapline_v1_ToolFacts, ToolFacts__Output as _tapline_v1_ToolFacts__Output } from './tapline/v1/ToolFacts.ts';
import type { TraceOutput as _tapline_v1_TraceOutput, TraceOutput__Output as _tapline_v1_TraceOutput__Output } from './tapline/v1/TraceOutput.ts';
import type { TraceStep as _tapline_v1_TraceStep, TraceStep__Output as _tapline_v1_TraceStep__Output } from './tapline/v1/TraceStep.ts';
import type { TunnelPort as _tapline_v1_TunnelPort, TunnelPort__Output as _tapline_v1_TunnelPort__Output } from './tapline/v1/TunnelPort.ts';
import type { VswitchdFacts as _tapline_v1_VswitchdFacts, VswitchdFacts__Output as _tapline_v1_VswitchdFacts__Output } from './tapline/v1/VswitchdFacts.ts';
import type { Window as _tapline_v1_Window, Window__Output as _tapline_v1_Window__Output } from './tapline/v1/Window.ts';
import type { ZoneLimit as _tapline_v1_ZoneLimit, ZoneLimit__Output as _tapline_v1_ZoneLimit__Output } from './tapline/v1/ZoneLimit.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  tapline: {
    v1: {
      AddressFamily: EnumTypeDefinition
      AgentPresence: EnumTypeDefinition
      BridgePort: MessageTypeDefinition<_tapline_v1_BridgePort, _tapline_v1_BridgePort__Output>
      CertificateFile: MessageTypeDefinition<_tapline_v1_CertificateFile, _tapline_v1_CertificateFile__Output>
      ConnectionStatus: EnumTypeDefinition
      Flow: MessageTypeDefinition<_tapline_v1_Flow, _tapline_v1_Flow__Output>
      FlowBatch: MessageTypeDefinition<_tapline_v1_FlowBatch, _tapline_v1_FlowBatch__Output>
      FlowField: MessageTypeDefinition<_tapline_v1_FlowField, _tapline_v1_FlowField__Output>
      FlowReport: MessageTypeDefinition<_tapline_v1_FlowReport, _tapline_v1_FlowReport__Output>
      IptablesBackend: EnumTypeDefinition
      IptablesDump: MessageTypeDefinition<_tapline_v1_IptablesDump, _tapline_v1_IptablesDump__Output>
      Link: MessageTypeDefinition<_tapline_v1_Link, _tapline_v1_Link__Output>
      LinkCounters: MessageTypeDefinition<_tapline_v1_LinkCounters, _tapline_v1_LinkCounters__Output>
      Listener: MessageTypeDefinition<_tapline_v1_Listener, _tapline_v1_Listener__Output>
      LocalPort: MessageTypeDefinition<_tapline_v1_LocalPort, _tapline_v1_LocalPort__Output>
      LookupSource: EnumTypeDefinition
      LookupStatus: EnumTypeDefinition
      NameAnswer: MessageTypeDefinition<_tapline_v1_NameAnswer, _tapline_v1_NameAnswer__Output>
      NameAttempt: MessageTypeDefinition<_tapline_v1_NameAttempt, _tapline_v1_NameAttempt__Output>
      Neighbour: MessageTypeDefinition<_tapline_v1_Neighbour, _tapline_v1_Neighbour__Output>
      NetnsState: MessageTypeDefinition<_tapline_v1_NetnsState, _tapline_v1_NetnsState__Output>
      Nic: MessageTypeDefinition<_tapline_v1_Nic, _tapline_v1_Nic__Output>
      NodeFacts: MessageTypeDefinition<_tapline_v1_NodeFacts, _tapline_v1_NodeFacts__Output>
      OpenflowTrace: MessageTypeDefinition<_tapline_v1_OpenflowTrace, _tapline_v1_OpenflowTrace__Output>
      OvnControllerFacts: MessageTypeDefinition<_tapline_v1_OvnControllerFacts, _tapline_v1_OvnControllerFacts__Output>
      OvsState: MessageTypeDefinition<_tapline_v1_OvsState, _tapline_v1_OvsState__Output>
      PodFacts: MessageTypeDefinition<_tapline_v1_PodFacts, _tapline_v1_PodFacts__Output>
      PortLimits: MessageTypeDefinition<_tapline_v1_PortLimits, _tapline_v1_PortLimits__Output>
      PortList: MessageTypeDefinition<_tapline_v1_PortList, _tapline_v1_PortList__Output>
      ProbeAttempt: MessageTypeDefinition<_tapline_v1_ProbeAttempt, _tapline_v1_ProbeAttempt__Output>
      ProbeOutcome: EnumTypeDefinition
      ProbeReport: MessageTypeDefinition<_tapline_v1_ProbeReport, _tapline_v1_ProbeReport__Output>
      Problem: MessageTypeDefinition<_tapline_v1_Problem, _tapline_v1_Problem__Output>
      ProblemPart: EnumTypeDefinition
      Protocol: EnumTypeDefinition
      Reason: MessageTypeDefinition<_tapline_v1_Reason, _tapline_v1_Reason__Output>
      RoundTrip: MessageTypeDefinition<_tapline_v1_RoundTrip, _tapline_v1_RoundTrip__Output>
      Route: MessageTypeDefinition<_tapline_v1_Route, _tapline_v1_Route__Output>
      RouteAnswer: MessageTypeDefinition<_tapline_v1_RouteAnswer, _tapline_v1_RouteAnswer__Output>
      SelfReport: MessageTypeDefinition<_tapline_v1_SelfReport, _tapline_v1_SelfReport__Output>
      SightingBatch: MessageTypeDefinition<_tapline_v1_SightingBatch, _tapline_v1_SightingBatch__Output>
      SourceState: EnumTypeDefinition
      TapEnding: EnumTypeDefinition
      TapReport: MessageTypeDefinition<_tapline_v1_TapReport, _tapline_v1_TapReport__Output>
      TapStarted: MessageTypeDefinition<_tapline_v1_TapStarted, _tapline_v1_TapStarted__Output>
      ToolFacts: MessageTypeDefinition<_tapline_v1_ToolFacts, _tapline_v1_ToolFacts__Output>
      TraceOutput: MessageTypeDefinition<_tapline_v1_TraceOutput, _tapline_v1_TraceOutput__Output>
      TraceOutputKind: EnumTypeDefinition
      TraceResult: EnumTypeDefinition
      TraceStep: MessageTypeDefinition<_tapline_v1_TraceStep, _tapline_v1_TraceStep__Output>
      TunnelPort: MessageTypeDefinition<_tapline_v1_TunnelPort, _tapline_v1_TunnelPort__Output>
      VswitchdFacts: MessageTypeDefinition<_tapline_v1_VswitchdFacts, _tapline_v1_VswitchdFacts__Output>
      Window: MessageTypeDefinition<_tapline_v1_Window, _tapline_v1_Window__Output>
      ZoneLimit: MessageTypeDefinition<_tapline_v1_ZoneLimit, _tapline_v1_ZoneLimit__Output>
    }
  }
}


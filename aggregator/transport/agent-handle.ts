import type { FlowBatch__Output } from "../../proto/gen/tapline/v1/FlowBatch.ts";
import type { FlowReport__Output } from "../../proto/gen/tapline/v1/FlowReport.ts";
import type { FlowsCommand } from "../../proto/gen/tapline/v1/FlowsCommand.ts";
import type { Link__Output } from "../../proto/gen/tapline/v1/Link.ts";
import type { NetnsStateCommand } from "../../proto/gen/tapline/v1/NetnsStateCommand.ts";
import type { OpenflowTraceCommand } from "../../proto/gen/tapline/v1/OpenflowTraceCommand.ts";
import type { PodFactsCommand } from "../../proto/gen/tapline/v1/PodFactsCommand.ts";
import type { ProbeCommand } from "../../proto/gen/tapline/v1/ProbeCommand.ts";
import type { ResolveCommand } from "../../proto/gen/tapline/v1/ResolveCommand.ts";
import type { TapReport__Output } from "../../proto/gen/tapline/v1/TapReport.ts";
import type { Reason } from "../../proto/reasons/index.ts";
import type { Sighting } from "../../proto/records/sighting.ts";
import type { NetnsState, NodeFacts, PodFacts, PortList } from "../../proto/wire/facts.ts";
import type { NameAnswer } from "../../proto/wire/names.ts";
import type { ProbeReport } from "../../proto/wire/probe.ts";
import type { SelfReport } from "../../proto/wire/self-report.ts";
import type { OpenflowTrace } from "../../proto/wire/trace.ts";
import type { AgentInfo } from "./agent-info.ts";

export interface CallOptions {
  /** Milliseconds to wait; then the command is cancelled at the agent. */
  readonly timeoutMs: number;
  /** Cancels the command at the agent. */
  readonly signal?: AbortSignal;
}

/** One order to watch a node; see `TapCommand` in agent.proto. */
export interface TapOrder {
  /** pcap-filter(7) expression. */
  readonly filter: string;
  /** Bytes kept of each packet. */
  readonly snapLength: number;
  readonly maxPackets: number;
}

/**
 * What one session of an agent can be asked.
 *
 * Every method rejects with {@link AgentError} AGENT_AWAY, AGENT_REPLACED, COMMAND_TIMED_OUT,
 * COMMAND_FAILED, COMMAND_UNSUPPORTED, COMMAND_CANCELLED, BAD_REPLY or TOO_MANY_COMMANDS. A handle
 * belongs to one session: ask the directory again after AGENT_REPLACED.
 */
export interface AgentHandle {
  readonly node: string;
  readonly info: AgentInfo;
  /**
   * Resolves when the tap listens. `timeoutMs` bounds the wait for that moment only; the tap then
   * runs until `stop`, until `signal` aborts, or for the longest life that ingest allows a tap.
   */
  tap(command: TapOrder, options: CallOptions): Promise<TapSession>;
  probe(command: ProbeCommand, options: CallOptions): Promise<ProbeReport>;
  ports(options: CallOptions): Promise<PortList>;
  openflowTrace(command: OpenflowTraceCommand, options: CallOptions): Promise<OpenflowTrace>;
  /**
   * Hands over batches one at a time, in order, and waits for each. A reader that falls behind
   * holds only this dump back; one that takes none for long ends it with SLOW_READER. What
   * `onBatch` throws is thrown on, after the command was cancelled.
   */
  flows(
    command: FlowsCommand,
    options: CallOptions,
    onBatch: (batch: FlowBatch__Output) => void | Promise<void>,
  ): Promise<FlowReport__Output>;
  nodeFacts(options: CallOptions): Promise<NodeFacts>;
  podFacts(command: PodFactsCommand, options: CallOptions): Promise<PodFacts>;
  netnsState(command: NetnsStateCommand, options: CallOptions): Promise<NetnsState>;
  resolve(command: ResolveCommand, options: CallOptions): Promise<NameAnswer>;
  selfCheck(options: CallOptions): Promise<SelfReport>;
}

/** Milliseconds since 1970: ours when asked and when answered, and the agent's in between. */
export interface ClockReading {
  readonly askedMs: number;
  readonly agentMs: number;
  readonly answeredMs: number;
}

/** A tap that listens. */
export interface TapSession {
  /** When the agent's clock was read, between two readings of ours; null when it did not tell. */
  readonly clock?: ClockReading | null;
  /** The node's interfaces when the tap began: they give names to sightings' `ifindex`. */
  readonly links: readonly Link__Output[];
  /** The node's Open vSwitch may let packets pass in hardware, where no tap sees them. */
  readonly hwOffload?: boolean;
  /** What has arrived so far; more may be under way. */
  seen(): readonly Sighting[];
  /** Stops the tap and waits, bounded, for what it still has to say. Never rejects; idempotent. */
  stop(): Promise<TapResult>;
}

export interface TapResult {
  readonly sightings: readonly Sighting[];
  readonly report: TapReport__Output | null;
  /** Nothing was lost on the way, so that a packet not seen was not there. */
  readonly complete: boolean;
  /** Why it is not complete; null when it is. */
  readonly problem: Reason | null;
}

import type { Reason } from "../../proto/reasons/index.ts";
import type { ClockEstimate } from "./clock-offset.ts";

export interface AgentInfo {
  readonly node: string;
  readonly status: "ok" | "away";
  /** Connected since; for an agent that is away, when it was last heard of. */
  readonly since: Date;
  /** Why it is away; null when ok. */
  readonly reason: Reason | null;
  readonly version: string;
  /** Empty where the agent could not find out. */
  readonly ovsVersion: string;
  readonly ovnVersion: string;
  readonly datapathType: string;
  /** Replies that the agent could not send, since its start. */
  readonly repliesDropped: number;
  /** Events that the agent had no room to send, since its start. */
  readonly eventsDropped: number;
  /** As told by the last heartbeat. */
  readonly commandsRunning: number;
  readonly residentMegabytes: number;
  readonly cpuPercent: number;
  /** The agent's clock less ours; null before the first round trip, and for one that is away. */
  readonly clock: ClockEstimate | null;
  readonly capabilities: AgentCapabilities;
}

/** What an agent said that it can do. */
export interface AgentCapabilities {
  /** Members of `Command.command` in agent.proto. */
  readonly commands: readonly string[];
  /** Link types of its taps, by their names in pcap-linktype(7). */
  readonly linkTypes: readonly string[];
  /** Programs that it found. */
  readonly tools: readonly string[];
}

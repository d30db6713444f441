import type { AgentHandle } from "./agent-handle.ts";
import type { AgentInfo } from "./agent-info.ts";

/** The agents that are, or were, connected to this aggregator. */
export interface AgentDirectory {
  /**
   * The handle of the node's newest session, undefined for a node whose agent never connected.
   * The handle of an agent that is away says so in `info`; its commands fail with AGENT_AWAY.
   */
  agent(node: string): AgentHandle | undefined;
  /** By node name. */
  list(): readonly AgentInfo[];
}

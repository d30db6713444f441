import type { SourceHealth } from "../../inventory/health.ts";
import type { AgentDirectory } from "../../transport/agent-directory.ts";
import type { AgentInfo } from "../../transport/agent-info.ts";
import type { UseCase } from "../use-case.ts";

/** Who knows the nodes of the cluster, and how far its sources may be relied on. */
export interface ClusterView {
  readonly kubernetes: { nodes(): Iterable<{ readonly name: string }> };
  health(): readonly SourceHealth[];
}

/** An agent, or a node whose agent never connected: of that one nothing is known but its name. */
export type AgentState = AgentInfo | { readonly node: string; readonly status: "away" };

export interface AgentList {
  /** By node name. */
  readonly agents: readonly AgentState[];
  readonly sources: readonly SourceHealth[];
}

export type AgentsUseCase = UseCase<
  Record<string, never>,
  Record<string, never>,
  null,
  AgentList,
  never
>;

const timeoutMs = 5_000;

/** Says who is connected and what the aggregator reads; whoever may ask at all may know. */
export function agentsUseCase(agents: AgentDirectory, cluster: ClusterView): AgentsUseCase {
  return {
    name: "agents",
    read: () => ({}),
    timeoutMs: () => timeoutMs,
    limiters: () => [],
    rights: () => [],
    plan: async () => null,
    rightsOfPlan: () => [],
    run: async () => listAgents(agents, cluster),
    asked: () => ({}),
    answered: (list) => ({ agents: list.agents.length }),
  };
}

/** An agent that is not there is a thing to see, not a line that is missing. */
export function listAgents(agents: AgentDirectory, cluster: ClusterView): AgentList {
  const infos = agents.list();
  const connected = new Set(infos.map((info) => info.node));
  const nodes = Array.from(cluster.kubernetes.nodes(), ({ name }) => name);
  const missing = nodes
    .filter((node) => !connected.has(node))
    .map((node) => ({ node, status: "away" as const }));
  const all: AgentState[] = [...infos, ...missing];
  return {
    agents: all.sort((a, b) => (a.node < b.node ? -1 : 1)),
    sources: cluster.health(),
  };
}

import type { AgentStatus } from "../../proto/gen/tapline/v1/AgentStatus.ts";
import type { ListAgentsResponse } from "../../proto/gen/tapline/v1/ListAgentsResponse.ts";
import type { SourceHealth } from "../inventory/health.ts";
import type { AgentDirectory, AgentInfo } from "../transport/agent-directory.ts";

/** Who knows the nodes of the cluster, and how far its sources may be relied on. */
export interface ClusterView {
  readonly kubernetes: { nodes(): Iterable<{ readonly name: string }> };
  health(): readonly SourceHealth[];
}

/**
 * Answers ListAgents. A node that the inventory knows and whose agent never connected is "away"
 * since 0: an agent that is not there is a thing to see, not a line that is missing.
 */
export function listAgents(agents: AgentDirectory, cluster: ClusterView): ListAgentsResponse {
  const infos = agents.list();
  const connected = new Set(infos.map((info) => info.node));
  const nodes = Array.from(cluster.kubernetes.nodes(), ({ name }) => name);
  const missing = nodes.filter((node) => !connected.has(node));
  const statuses = [...infos.map(statusOf), ...missing.map((node) => ({ node, status: "away" }))];
  return {
    agents: statuses.sort((a, b) => ((a.node ?? "") < (b.node ?? "") ? -1 : 1)),
    sources: cluster.health().map(({ name, status, reason }) => {
      return { name, status, reason: reason ?? "" };
    }),
  };
}

function statusOf(info: AgentInfo): AgentStatus {
  const { since, reason: _reason, ...rest } = info;
  return { ...rest, connectedSinceUnixMs: since.getTime() };
}

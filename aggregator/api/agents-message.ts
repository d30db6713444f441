import type { AgentStatus } from "../../proto/gen/tapline/v1/AgentStatus.ts";
import type { ListAgentsResponse } from "../../proto/gen/tapline/v1/ListAgentsResponse.ts";
import type { AgentList, AgentState } from "../services/agents/agents.ts";

/** The list of agents as it goes over the wire; one that never connected is "away" since 0. */
export function agentsMessage({ agents, sources }: AgentList): ListAgentsResponse {
  return {
    agents: agents.map(statusOf),
    sources: sources.map(({ name, status, reason }) => ({ name, status, reason: reason ?? "" })),
  };
}

function statusOf(state: AgentState): AgentStatus {
  if (!("since" in state)) return state;
  const { since, reason: _reason, ...rest } = state;
  return { ...rest, connectedSinceUnixMs: since.getTime() };
}

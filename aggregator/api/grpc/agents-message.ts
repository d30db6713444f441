import type { AgentStatus } from "../../../proto/gen/tapline/v1/AgentStatus.ts";
import type { ListAgentsResponse } from "../../../proto/gen/tapline/v1/ListAgentsResponse.ts";
import type { Reason } from "../../../proto/reasons/index.ts";
import { agentPresences, sourceStates } from "../../../proto/wire/enums.ts";
import { reasonIn } from "../../../words/reasons/index.ts";
import type { AgentList, AgentState } from "../../services/agents/agents.ts";
import type { ClockEstimate } from "../../transport/clock-offset.ts";

/** The list of agents as it goes over the wire; one that never connected is "away" since 0. */
export function agentsMessage({ agents, sources }: AgentList): ListAgentsResponse {
  return {
    agents: agents.map(statusOf),
    sources: sources.map(({ name, status, reason }) => ({
      name,
      status: sourceStates.toWire(status),
      ...onWire(reason),
    })),
  };
}

function statusOf(state: AgentState): AgentStatus {
  const status = agentPresences.toWire(state.status);
  if (!("since" in state)) return { ...state, status };
  const { since, reason, clock, capabilities: _capabilities, ...rest } = state;
  return {
    ...rest,
    status,
    ...onWire(reason),
    connectedSinceUnixMs: since.getTime(),
    ...(clock === null ? {} : clockOf(clock)),
  };
}

/** A reason in English, and what other languages are made from. */
function onWire(why: Reason | null): { readonly reason: string; readonly because: string } {
  if (why === null) return { reason: "", because: "" };
  return { reason: reasonIn("en", why), because: JSON.stringify(why) };
}

/** To the microsecond. */
function clockOf({ offsetMs, errorMs }: ClockEstimate): AgentStatus {
  const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000;
  return { clockOffsetMs: rounded(offsetMs), clockErrorMs: rounded(errorMs) };
}

import type { AgentsDocument } from "../../../proto/documents/v1/agents.ts";
import type { Reason } from "../../../proto/reasons/index.ts";
import { reasonIn } from "../../../words/reasons/index.ts";
import type { AgentList, AgentState } from "../../services/agents/agents.ts";

/** The Agents document, as `tapline agents -o json` prints it. */
export function agentsDocument({ agents, sources }: AgentList): AgentsDocument {
  return {
    apiVersion: "tapline/v1",
    kind: "Agents",
    agents: agents.map(agentOf),
    sources: sources.map(({ name, status, reason }) => ({ name, status, ...why(reason) })),
  };
}

function agentOf(state: AgentState): AgentsDocument["agents"][number] {
  if (!("since" in state)) return { ...nothing, ...state };
  const { capabilities: _capabilities, since, reason, clock, ...rest } = state;
  return {
    ...rest,
    connectedSinceUnixMs: since.getTime(),
    clockOffsetMs: clock?.offsetMs ?? null,
    clockErrorMs: clock?.errorMs ?? null,
    ...why(reason),
  };
}

/** Of a node whose agent never connected. */
const nothing = {
  version: "",
  ovsVersion: "",
  ovnVersion: "",
  datapathType: "",
  connectedSinceUnixMs: 0,
  repliesDropped: 0,
  eventsDropped: 0,
  commandsRunning: 0,
  residentMegabytes: 0,
  cpuPercent: 0,
  clockOffsetMs: null,
  clockErrorMs: null,
  reason: "",
} as const;

function why(because: Reason | null): { readonly reason: string; readonly because?: Reason } {
  return because === null ? { reason: "" } : { reason: reasonIn("en", because), because };
}

import type { AgentsDocument } from "../../proto/documents/v1/agents.ts";
import type { AgentStatus__Output } from "../../proto/gen/tapline/v1/AgentStatus.ts";
import type { ListAgentsResponse__Output } from "../../proto/gen/tapline/v1/ListAgentsResponse.ts";
import { agentPresences, sourceStates } from "../../proto/wire/enums.ts";
import { readReason } from "../../proto/wire/reason.ts";
import { answerGraceMs, unary, withClient, within } from "../client.ts";
import { serialise } from "../document.ts";
import { type Io, write } from "../io.ts";
import type { CommonOptions } from "../options.ts";

export type AgentsOptions = CommonOptions;

/** Prints the agents and the aggregator's own sources. @throws {Failure} */
export async function agents(options: AgentsOptions, io: Io): Promise<void> {
  const answer = await withClient(options, io, (client) =>
    unary<ListAgentsResponse__Output>(io.signal, (callback) =>
      client.ListAgents({}, within(answerGraceMs), callback),
    ),
  );
  const byNode = answer.agents.toSorted((a, b) => a.node.localeCompare(b.node, "en"));
  const document: AgentsDocument = {
    apiVersion: "tapline/v1",
    kind: "Agents",
    agents: byNode.map(toDocument),
    sources: answer.sources.map((source) => {
      return { ...withReason(source), status: sourceStates.find(source.status) ?? "unknown" };
    }),
  };
  await write(io.stdout, await format(document, options, io));
}

function toDocument(agent: AgentStatus__Output): AgentsDocument["agents"][number] {
  // The loader adds the names of what is optional.
  const { _clockOffsetMs, _clockErrorMs, clockOffsetMs, clockErrorMs, ...told } = agent;
  const rest = withReason(told);
  const status = agentPresences.find(agent.status) ?? "unknown";
  return {
    ...rest,
    status,
    clockOffsetMs: clockOffsetMs ?? null,
    clockErrorMs: clockErrorMs ?? null,
  };
}

/** What is told in English, with the reason that other languages are made from, if it is known. */
function withReason<T extends { readonly because: string }>({ because, ...rest }: T) {
  const why = readReason(because);
  return why === null ? rest : { ...rest, because: why };
}

async function format(document: AgentsDocument, options: AgentsOptions, io: Io): Promise<string> {
  if (options.output === "json" || options.output === "yaml") {
    return serialise(document, options.output);
  }
  const { renderAgents } = await import("../render/agents.ts");
  return renderAgents(document, { lang: options.lang, color: io.color, columns: io.columns });
}

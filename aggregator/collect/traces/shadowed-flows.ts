import type { Flow__Output } from "../../../proto/gen/tapline/v1/Flow.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import { type ForeignStep, foreignSteps } from "../../correlation/locate/foreign-step.ts";
import type { CoveredFlow, CoveredFlows, EvidenceItem } from "../../evidence/item.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { AgentHandle } from "../../transport/agent-handle.ts";
import type { Recorder } from "../recorder.ts";

export interface CoveredOptions {
  readonly inventory: Inventory;
  readonly agents: ReadonlyMap<string, AgentHandle | null>;
  readonly recorder: Recorder;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Flows beneath a foreign one that are kept, those of the highest priority. */
const maxCovered = 20;

/**
 * Where a flow that is not OVN's is on a packet's way: dumps its table, to see what of OVN's it
 * lies above. Nothing is asked where every flow is OVN's own; one dump after the other, as agents
 * refuse more than two at a time, and one for all traces that meet the same flow.
 */
export async function lookBeneath(options: CoveredOptions): Promise<void> {
  const dumps = new Map<string, Promise<CoveredFlows>>();
  for (const item of options.recorder.items.filter(isTrace)) {
    const [foreign] = item.data === null ? [] : foreignSteps(item.data);
    if (foreign === undefined) continue;
    const { bridge, table, priority, match } = foreign.step;
    const key = [item.node, bridge, table, priority, match].join(" ");
    const dump = dumps.get(key) ?? flowsBeneath(options, item.node, foreign);
    dumps.set(key, dump);
    const body = { kind: "flow", name: "covered-flows", of: item.id } as const;
    await options.recorder.look(
      item.node,
      () => dump,
      (data) => ({ ...body, data }),
    );
  }
}

type TraceItem = Extract<EvidenceItem, { name: "openflow-trace" | "neighbour-trace" }>;

function isTrace(item: EvidenceItem): item is TraceItem {
  return item.name === "openflow-trace" || item.name === "neighbour-trace";
}

async function flowsBeneath(
  { inventory, agents, timeoutMs, signal }: CoveredOptions,
  node: string | null,
  { step }: ForeignStep,
): Promise<CoveredFlows> {
  const { bridge, table, priority, match } = step;
  const terms = termsOf(match);
  const agent = agents.get(node ?? "") ?? null;
  if (agent === null) throw new ReasonedError(reason("NO_AGENT", { node: node ?? "" }));
  const covered: CoveredFlow[] = [];
  await agent.flows({ bridge, table }, { timeoutMs, signal }, ({ flows }) => {
    for (const flow of flows) {
      const own = flow.match.map(({ field, value }) =>
        value === "" ? field : `${field}=${value}`,
      );
      if (flow.priority >= priority || !own.every((term) => terms.has(term))) continue;
      covered.push(coveredFlow(inventory, flow, own, own.length === terms.size));
      covered.sort((a, b) => b.priority - a.priority);
      covered.length = Math.min(covered.length, maxCovered);
    }
  });
  return { bridge, table, priority, match, covered };
}

/** `ovs-appctl ofproto/trace` and `ovs-ofctl dump-flows` print the terms of a match alike. */
function termsOf(match: string): ReadonlySet<string> {
  return new Set(match.split(",").filter((term) => term !== ""));
}

function coveredFlow(
  { southbound }: Inventory,
  { priority, cookie, actions }: Flow__Output,
  terms: readonly string[],
  isSameMatch: boolean,
): CoveredFlow {
  const isOvns = southbound.cookieOwners(BigInt(`0x${cookie || "0"}`)).length > 0;
  return { priority, cookie, match: terms.join(","), actions, isSameMatch, isOvns };
}

import type { Flow__Output } from "../../../proto/gen/tapline/v1/Flow.ts";
import { type ForeignStep, foreignSteps } from "../../correlation/locate/foreign-step.ts";
import type { EvidenceItem, ShadowedFlow, ShadowedFlows } from "../../evidence/item.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";

/** Flows that a foreign one shadows: so many are kept, those of the highest priority. */
const maxShadowed = 20;

/**
 * Where a flow that is not OVN's is on a packet's way: the flows of OVN's that it shadows, from a
 * dump of its table. Nothing is asked where every flow is OVN's own.
 */
export const shadowedFlowsCollector: Collector = {
  name: "traces/shadowed-flows",
  gives: ["shadowed-flows"],
  needs: ["openflow-trace", "neighbour-trace"],
  phase: "meanwhile",
  // On the node of both pods: of request and answer, and of each pod's question for its next hop.
  questions: 4,
  applies: isPlaced,
  collect: dumpShadowed,
};

/**
 * The nodes beside each other; on each one dump after the other, as agents refuse more than two at
 * a time, and one for the same flow.
 */
export async function dumpShadowed(
  context: Pick<CollectContext, "found" | "record"> & DumpOptions,
): Promise<void> {
  const traces = [...context.found.all("openflow-trace"), ...context.found.all("neighbour-trace")];
  const ofNode = new Map<string | null, Trace[]>();
  for (const item of traces) {
    const others = ofNode.get(item.node);
    if (others === undefined) ofNode.set(item.node, [item]);
    else others.push(item);
  }
  await Promise.all([...ofNode.values()].map((own) => dumpOfNode(context, own)));
}

type Trace = Extract<EvidenceItem, { name: "openflow-trace" | "neighbour-trace" }>;

async function dumpOfNode(
  context: Pick<CollectContext, "record"> & DumpOptions,
  traces: readonly Trace[],
): Promise<void> {
  const dumps = new Map<string, Promise<ShadowedFlows>>();
  for (const item of traces) {
    const [foreign] = item.data === null ? [] : foreignSteps(item.data);
    if (foreign === undefined) continue;
    const { bridge, table, priority, match } = foreign.step;
    const key = [bridge, table, priority, match].join(" ");
    const dump = dumps.get(key) ?? shadowedBy(context, item.node, foreign);
    dumps.set(key, dump);
    const body = { kind: "flow", name: "shadowed-flows", of: item.id } as const;
    await context.record.observe(
      item.node,
      () => dump,
      (data) => ({ ...body, data }),
    );
  }
}

type DumpOptions = Pick<CollectContext, "inventory" | "agents" | "questionMs" | "signal">;

async function shadowedBy(
  { inventory, agents, questionMs, signal }: DumpOptions,
  node: string | null,
  { step }: ForeignStep,
): Promise<ShadowedFlows> {
  const { bridge, table, priority, match } = step;
  const terms = termsOf(match);
  const options = { timeoutMs: questionMs, signal };
  const shadowed: ShadowedFlow[] = [];
  await agents.on(node).flows({ bridge, table }, options, ({ flows }) => {
    for (const flow of flows) {
      const own = flow.match.map(({ field, value }) =>
        value === "" ? field : `${field}=${value}`,
      );
      if (flow.priority >= priority || !own.every((term) => terms.has(term))) continue;
      shadowed.push(shadowedFlow(inventory, flow, own, own.length === terms.size));
      shadowed.sort((a, b) => b.priority - a.priority);
      shadowed.length = Math.min(shadowed.length, maxShadowed);
    }
  });
  return { bridge, table, priority, match, shadowed };
}

/** `ovs-appctl ofproto/trace` and `ovs-ofctl dump-flows` print the terms of a match alike. */
function termsOf(match: string): ReadonlySet<string> {
  return new Set(match.split(",").filter((term) => term !== ""));
}

function shadowedFlow(
  { southbound }: Inventory,
  { priority, cookie, actions }: Flow__Output,
  terms: readonly string[],
  isSameMatch: boolean,
): ShadowedFlow {
  const isOvns = southbound.cookieOwners(BigInt(`0x${cookie || "0"}`)).length > 0;
  return { priority, cookie, match: terms.join(","), actions, isSameMatch, isOvns };
}

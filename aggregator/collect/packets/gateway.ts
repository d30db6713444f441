import { setTimeout as pause } from "node:timers/promises";
import { reason } from "../../../proto/reasons/index.ts";
import { gatewaysOf } from "../../correlation/join/gateway.ts";
import { keysOfSeries } from "../../correlation/join/series.ts";
import { hasOpenGateway, type Plan, type PlannedEnd } from "../../evidence/plan.ts";
import { toGateway } from "../../plan/routing/gateways.ts";
import { type CollectContext, type Collector, isActive } from "../collector.ts";
import { reportOf, sendSeries } from "./series.ts";

/** Taps send what they saw every 50 ms; packets that no tap saw behind the router never come. */
const settleMs = 300;
const lookEveryMs = 25;

/**
 * Where each connection may take another gateway node: the asked probes go first then, and
 * everything else is asked about the gateway that turned out to matter.
 */
export const gatewayCollector: Collector = {
  name: "packets/gateway",
  gives: ["probe"],
  needs: ["gateway-trace"],
  phase: "choose",
  applies: (plan) => isActive(plan) && hasOpenGateway(plan),
  collect: sendOut,
  refine: toChosenGateway,
};

async function sendOut(context: CollectContext): Promise<void> {
  const { plan, progress, signal } = context;
  const series = plan.series.find(({ name }) => name === "asked");
  if (series === undefined) return;
  progress("probe", reason("SENDING_PROBES", {}));
  await sendSeries(context, series);
  const until = performance.now() + settleMs;
  while (performance.now() < until && !signal.aborted) {
    const count = reportOf(context, "asked")?.attempts.length ?? 0;
    if (chosenOf(context).size >= count) return;
    await pause(lookEveryMs);
  }
}

/** The gateway that most of the failed probes took or, when none failed, most of all probes. */
function toChosenGateway(plan: Plan, context: CollectContext): Plan {
  const attempts = reportOf(context, "asked")?.attempts ?? [];
  const chosen = chosenOf(context);
  const failed = attempts.filter(({ outcome }) => outcome !== "answered");
  const counted = failed.some(({ key }) => chosen.has(key)) ? failed : attempts;
  const counts = new Map<PlannedEnd, number>();
  for (const { key } of counted) {
    const end = chosen.get(key);
    if (end !== undefined) counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (most === undefined) return plan;
  return toGateway(context.inventory, plan, most[0], "connection");
}

function chosenOf(context: CollectContext): ReadonlyMap<number, PlannedEnd> {
  const { plan, taps } = context;
  const planned = plan.series.find(({ name }) => name === "asked");
  const report = reportOf(context, "asked");
  if (planned === undefined || report === null) return new Map();
  return gatewaysOf(keysOfSeries(plan, planned, report), plan.gateways ?? [], taps.seen());
}

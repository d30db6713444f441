import { reason } from "../../../proto/reasons/index.ts";
import type { Sighting } from "../../../proto/records/sighting.ts";
import { gatewaysOf } from "../../correlation/join/gateway.ts";
import { keysOfSeries } from "../../correlation/join/series.ts";
import { hasOpenGateway, type Plan, type PlannedEnd } from "../../evidence/plan.ts";
import { toGateway } from "../../plan/routing/gateways.ts";
import { type CollectContext, type Collector, isActive } from "../collector.ts";
import { mostChosen, untilChosen } from "./chosen.ts";
import { reportOf, sendSeries } from "./series.ts";

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
  const { plan, progress } = context;
  const series = plan.series.find(({ name }) => name === "asked");
  if (series === undefined) return;
  progress("probe", reason("SENDING_PROBES", {}));
  await sendSeries(context, series);
  const count = reportOf(context, "asked")?.attempts.length ?? 0;
  await untilChosen(context, count, (seen) => chosenOf(context, seen));
}

/** The gateway that most of the failed probes took or, when none failed, most of all probes. */
function toChosenGateway(plan: Plan, context: CollectContext): Plan {
  const attempts = reportOf(context, "asked")?.attempts ?? [];
  const { most } = mostChosen(attempts, chosenOf(context, context.taps.seen()));
  return most === null ? plan : toGateway(context.inventory, plan, most, "connection");
}

function chosenOf(
  context: CollectContext,
  seen: Iterable<Sighting>,
): ReadonlyMap<number, PlannedEnd> {
  const { plan } = context;
  const planned = plan.series.find(({ name }) => name === "asked");
  const report = reportOf(context, "asked");
  if (planned === undefined || report === null) return new Map();
  return gatewaysOf(keysOfSeries(plan, planned, report), plan.gateways ?? [], seen);
}

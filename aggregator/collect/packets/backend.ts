import { reason } from "../../../proto/reasons/index.ts";
import { backendsOf } from "../../correlation/join/backend.ts";
import { keysOfSeries, type SeriesKeys } from "../../correlation/join/series.ts";
import type { Plan, PlannedBackend, SeriesName } from "../../evidence/plan.ts";
import { toBackend } from "../../plan/service-path.ts";
import { type CollectContext, type Collector, isActive } from "../collector.ts";
import { mostChosen, untilChosen } from "./chosen.ts";
import { reportOf, sendSeries } from "./series.ts";

/**
 * Which backend of a Service gets the packets shows only when they are sent: the asked probes go
 * first then, and everything else is asked about the backend that turned out to matter. By
 * `learning` OVN chooses it for those that follow.
 */
export const backendCollector: Collector = {
  name: "packets/backend",
  gives: ["probe"],
  needs: [],
  phase: "choose",
  applies: (plan) => isActive(plan) && plan.held === undefined && seriesToSend(plan).length > 0,
  collect: sendToService,
  refine: toChosenBackend,
};

function seriesToSend({ series, service }: Plan): SeriesName[] {
  const hasChoice = (service?.backends.length ?? 0) > 1;
  const names: readonly SeriesName[] = hasChoice ? ["learning", "asked"] : ["learning"];
  return names.filter((name) => series.some((one) => one.name === name));
}

async function sendToService(context: CollectContext): Promise<void> {
  const { plan, progress } = context;
  progress("probe", reason("PROBING_SERVICE", {}));
  for (const name of seriesToSend(plan)) {
    const series = plan.series.find((one) => one.name === name);
    if (series !== undefined) await sendSeries(context, series);
  }
  const asked = askedKeys(context);
  if (asked === null) return;
  await untilChosen(context, asked.count, (seen) => backendsOf(asked.keys, backendIps(plan), seen));
}

/**
 * The plan for the backend that is to be looked at: the one to which most of the failed probes
 * went, or, when none failed, most of all probes.
 */
export function toChosenBackend(plan: Plan, context: CollectContext): Plan {
  const { inventory, taps } = context;
  const report = reportOf(context, "asked");
  const asked = askedKeys(context);
  if (plan.service === null || report === null || asked === null) return plan;
  const chosen = backendsOf(asked.keys, backendIps(plan), taps.seen());
  const { most, areFailedUnknown } = mostChosen(report.attempts, chosen);
  const { backends } = plan.service;
  // Others were answered, and of those that failed no tap saw where they went: to none of the
  // backends whose packets are seen.
  const isHidden = areFailedUnknown && chosen.size > 0;
  const backend =
    (isHidden ? unseenBackend(backends, new Set(chosen.values())) : undefined) ??
    backends.find(({ ip }) => ip === most);
  return backend === undefined ? plan : toBackend(inventory, plan, backend);
}

/** One that no packet was seen to go to, above all one whose address nobody has. */
function unseenBackend(
  backends: readonly PlannedBackend[],
  seen: ReadonlySet<string>,
): PlannedBackend | undefined {
  const unseen = backends.filter(({ ip }) => !seen.has(ip));
  return unseen.find(({ end, isUnexamined }) => end === null && !isUnexamined) ?? unseen[0];
}

/** Null where there is nothing to choose, or what was sent is not known. */
function askedKeys(
  context: CollectContext,
): { readonly keys: SeriesKeys; readonly count: number } | null {
  const { plan } = context;
  const planned = plan.series.find(({ name }) => name === "asked");
  const report = reportOf(context, "asked");
  if (planned === undefined || report === null || backendIps(plan).length < 2) return null;
  return { keys: keysOfSeries(plan, planned, report), count: report.attempts.length };
}

function backendIps({ service }: Plan): string[] {
  return service?.backends.map(({ ip }) => ip) ?? [];
}

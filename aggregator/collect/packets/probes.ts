import { setTimeout as pause } from "node:timers/promises";
import { reason } from "../../../proto/reasons/index.ts";
import type { ProbeReport } from "../../../proto/wire/probe.ts";
import type { PlannedSeries } from "../../evidence/plan.ts";
import { withSweep } from "../../plan/sweep-sizes.ts";
import { type CollectContext, type Collector, isActive } from "../collector.ts";
import { reportOf, sendSeries } from "./series.ts";

/** What the taps stay for when nothing was answered; a path that is down costs as much. */
const lateAnswersMs = 300;

/** The planned series, but for those that were sent to choose a backend. */
export const probesCollector: Collector = {
  name: "packets/probes",
  gives: ["probe"],
  needs: ["probe"],
  phase: "probe",
  applies: isActive,
  collect: sendPlanned,
  refine: (plan, context) => withSweep(plan, (series) => reportOf(context, series)),
};

async function sendPlanned(context: CollectContext): Promise<void> {
  const { plan, found, progress, signal, turn } = context;
  progress("probe", reason("SENDING_PROBES", {}));
  const sent = new Set(found.all("probe").map(({ series }) => series));
  const left = plan.series.filter(({ name }) => !sent.has(name));
  const reports = await Promise.all([
    Promise.all(left.filter((one) => !isLater(one)).map((one) => sendSeries(context, one))).finally(
      turn.over,
    ),
    ...left.filter(isLater).map(async (series) => {
      await turn.wait(series.afterMs ?? 0, signal);
      return [await sendSeries(context, series)];
    }),
  ]);
  // On a path that is slow the answers come when the probes have stopped waiting.
  if (reports.flat().every(isSilent)) await pause(lateAnswersMs, undefined, { signal });
}

function isLater({ afterMs }: PlannedSeries): boolean {
  return afterMs !== undefined;
}

/** Something was sent, and nothing came back, not even a refusal. */
function isSilent(report: ProbeReport | null): boolean {
  const attempts = report?.attempts ?? [];
  return attempts.length > 0 && attempts.every(({ outcome }) => outcome === "timeout");
}

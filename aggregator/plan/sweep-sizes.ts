import type { ProbeReport } from "../../proto/wire/probe.ts";
import type { Plan, PlannedSeries, SeriesName } from "../evidence/plan.ts";

/** Echoes that a sweep sends at most, each with an identifier (agent/probe/size-sweep.ts). */
export const sweepEchoes = 72;

/** An IP packet of an echo with 56 bytes of data, as ping sends it: 28 or 48 bytes of headers. */
const smallEcho = { v4: 84, v6: 104 } as const;

/** What is waited for each size: the slowest answer of the survey twice, within these. */
const wait = { leastMs: 250, mostMs: 500 } as const;

type Reports = ReadonlyMap<SeriesName, ProbeReport | null>;

/**
 * The sweep for the largest packet that passes; null where it would tell nothing. It is sent when
 * small packets are answered and none of the large ones is: it costs a second, so only then.
 */
export function plannedSweep(plan: Plan, reports: Reports): PlannedSeries | null {
  const large = plan.series.find(({ name }) => name === "large");
  const answers = answered(reports.get("survey"));
  const failed = reports.get("large")?.attempts.length ?? 0;
  if (large === undefined || answers.length === 0) return null;
  if (failed === 0 || answered(reports.get("large")).length > 0) return null;
  const passes = plan.source.ip.includes(":") ? smallEcho.v6 : smallEcho.v4;
  const fails = large.packetBytes ?? 0;
  if (fails - passes < 2) return null;
  const slowest = Math.max(...answers.map(({ rttMs }) => rttMs));
  return {
    ...large,
    name: "sweep",
    count: sweepEchoes,
    packetBytes: null,
    identifier: large.identifier + 1,
    waitMs: Math.round(Math.min(wait.mostMs, Math.max(wait.leastMs, 2 * slowest))),
    sweep: { passes, fails },
  };
}

/** The plan with that sweep, where the answers to what was sent call for one. */
export function withSweep(plan: Plan, reportOf: (series: SeriesName) => ProbeReport | null): Plan {
  const names = ["survey", "large"] as const;
  const sweep = plannedSweep(plan, new Map(names.map((name) => [name, reportOf(name)])));
  return sweep === null ? plan : { ...plan, series: [...plan.series, sweep] };
}

function answered(report: ProbeReport | null | undefined) {
  return report?.attempts.filter(({ outcome }) => outcome === "answered") ?? [];
}

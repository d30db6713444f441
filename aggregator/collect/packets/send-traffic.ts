import type { ProbeReport } from "../../../proto/wire/probe.ts";
import type { Plan, PlannedSeries } from "../../evidence/plan.ts";
import type { Progress } from "../../plan/request.ts";
import { plannedSweep } from "../../plan/sweep-sizes.ts";
import type { AgentHandle } from "../../transport/agent-handle.ts";
import type { Recorder } from "../recorder.ts";
import type { ProbeTurn } from "./probe-turns.ts";
import { sendSeries, watch } from "./series.ts";

/** Of the time a passive diagnosis has, this much is kept for everything but watching. */
const passiveReserveMs = 3_000;
/** What the taps stay for when nothing was answered; a path that is down costs as much. */
const lateAnswersMs = 300;

export interface PlannedTraffic {
  readonly plan: Plan;
  readonly timeoutMs: number;
  readonly turn: ProbeTurn;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

export interface TrafficOptions {
  /** By node; null for those that are away. */
  readonly agents: ReadonlyMap<string, AgentHandle | null>;
  readonly recorder: Recorder;
  /** Sent already: they had to choose a backend. */
  readonly sent: readonly PlannedSeries[];
}

/** Sends the planned series, and the sweep that their answers call for; gives what came besides. */
export async function sendTraffic(
  { plan, progress, signal, timeoutMs, turn }: PlannedTraffic,
  given: TrafficOptions,
): Promise<PlannedSeries[]> {
  const isPassive = plan.traffic.mode === "passive";
  progress("probe", isPassive ? "watching" : "sending probes");
  if (isPassive) {
    await watch(Math.max(1_000, timeoutMs - passiveReserveMs), signal);
    return [];
  }
  const probe = { plan, signal, ...given };
  const left = plan.series.filter((series) => !given.sent.some(({ name }) => name === series.name));
  const send = async (series: PlannedSeries) =>
    [series.name, await sendSeries(probe, series)] as const;
  const isLater = ({ afterMs }: PlannedSeries): boolean => afterMs !== undefined;
  const first = Promise.all(left.filter((series) => !isLater(series)).map(send));
  const second = left.filter(isLater).map(async (series) => {
    await turn.wait(series.afterMs ?? 0, signal);
    return send(series);
  });
  const reports = (await Promise.all([first.finally(turn.over), Promise.all(second)])).flat();
  // On a path that is slow the answers come when the probes have stopped waiting.
  if (reports.every(([, report]) => isSilent(report))) await watch(lateAnswersMs, signal);
  const sweep = plannedSweep(plan, new Map(reports));
  if (sweep === null) return [];
  progress("probe", "looking for the largest packet that passes");
  await sendSeries(probe, sweep);
  return [sweep];
}

/** Something was sent, and nothing came back, not even a refusal. */
function isSilent(report: ProbeReport | null): boolean {
  const attempts = report?.attempts ?? [];
  return attempts.length > 0 && attempts.every(({ outcome }) => outcome === "timeout");
}

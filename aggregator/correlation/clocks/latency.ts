import type { Latency } from "../../../proto/documents/v1/diagnosis.ts";
import type { CaseView } from "../../evidence/view.ts";
import { between, type Matrix, median, rowAt } from "../join/matrix.ts";
import { crossings, offsetBetween } from "./clock.ts";

/**
 * Round-trip times at the source veth, and the share of each stage.
 *
 * Times of one node are compared directly. Between nodes the clocks may differ by any amount, so
 * only the mean of both underlay directions is given: the offset cancels out of the sum.
 */
export function latencyOf(view: CaseView, matrix: Matrix): Latency {
  const rtt = roundTrips(matrix);
  return {
    rttMs: rtt.length === 0 ? null : { p50: rounded(median(rtt)), max: Math.max(...rtt) },
    perStage: [...withinNodes(matrix), ...underlay(matrix)],
    clocks: clocksOf(view, matrix),
  };
}

/** From the request at the source's veth to the answer there, milliseconds. */
export function roundTrips(matrix: Matrix): number[] {
  return between(rowAt(matrix, "source-veth", "request"), rowAt(matrix, "source-veth", "reply"));
}

function withinNodes(matrix: Matrix): Latency["perStage"][number][] {
  const stages: Latency["perStage"][number][] = [];
  for (let index = 1; index < matrix.rows.length; index++) {
    const from = matrix.rows[index - 1];
    const to = matrix.rows[index];
    if (from === undefined || to === undefined || from.step.role !== to.step.role) continue;
    const times = between(from, to);
    const { stage, direction } = to.step.before;
    if (times.length > 0) stages.push({ stage, direction, p50Ms: rounded(median(times)) });
  }
  return stages;
}

function underlay(matrix: Matrix): Latency["perStage"][number][] {
  const { there, back } = crossings(matrix);
  if (there.length === 0 || back.length === 0) return [];
  const p50Ms = rounded((median(there) + median(back)) / 2);
  return (["request", "reply"] as const).map((direction) => ({
    stage: "underlay" as const,
    direction,
    p50Ms,
  }));
}

/** How far apart the clocks of both nodes are, as far as that is known. */
function clocksOf(view: CaseView, matrix: Matrix): NonNullable<Latency["clocks"]> | null {
  const bounds = offsetBetween(view, matrix);
  if (bounds === null) return null;
  const { least, most } = bounds;
  return { offsetMs: rounded((least + most) / 2), errorMs: rounded((most - least) / 2) };
}

function rounded(ms: number): number {
  return Math.round(ms * 1000) / 1000;
}

import type { Latency } from "../../proto/diagnosis.ts";
import type { Matrix, Row } from "./matrix.ts";

/**
 * Round-trip times at the source veth, and the share of each stage.
 *
 * Times of one node are compared directly. Between nodes the clocks may differ by any amount, so
 * only the mean of both underlay directions is given: the offset cancels out of the sum.
 */
export function latencyOf(matrix: Matrix): Latency {
  const rtt = between(row(matrix, "source-veth", "request"), row(matrix, "source-veth", "reply"));
  return {
    rttMs: rtt.length === 0 ? null : { p50: median(rtt), max: Math.max(...rtt) },
    perStage: [...withinNodes(matrix), ...underlay(matrix)],
  };
}

function withinNodes(matrix: Matrix): Latency["perStage"][number][] {
  const stages: Latency["perStage"][number][] = [];
  for (let index = 1; index < matrix.rows.length; index++) {
    const from = matrix.rows[index - 1];
    const to = matrix.rows[index];
    if (from === undefined || to === undefined || from.step.role !== to.step.role) continue;
    const times = between(from, to);
    if (times.length > 0) stages.push({ ...to.step.before, p50Ms: median(times) });
  }
  return stages;
}

function underlay(matrix: Matrix): Latency["perStage"][number][] {
  const there = between(
    row(matrix, "source-uplink", "request"),
    row(matrix, "destination-uplink", "request"),
  );
  const back = between(
    row(matrix, "destination-uplink", "reply"),
    row(matrix, "source-uplink", "reply"),
  );
  if (there.length === 0 || back.length === 0) return [];
  const p50Ms = (median(there) + median(back)) / 2;
  return (["request", "reply"] as const).map((direction) => ({
    stage: "underlay" as const,
    direction,
    p50Ms,
  }));
}

function row(matrix: Matrix, point: string, direction: string): Row | undefined {
  return matrix.rows.find((r) => r.step.point === point && r.step.direction === direction);
}

/** Milliseconds from one point to the other, per transaction seen at both. */
function between(from: Row | undefined, to: Row | undefined): number[] {
  if (from === undefined || to === undefined) return [];
  const times: number[] = [];
  for (const [key, start] of from.seen) {
    const end = to.seen.get(key);
    if (end !== undefined) times.push(Number(end.firstNs - start.firstNs) / 1e6);
  }
  return times;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return Math.round(middle * 1000) / 1000;
}

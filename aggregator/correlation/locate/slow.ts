import type { CaseView } from "../../evidence/view.ts";
import { offsetBetween } from "../clocks/clock.ts";
import { roundTrips } from "../clocks/latency.ts";
import { between, type Matrix, median, type Row } from "../join/matrix.ts";
import type { Segment } from "../join/route.ts";

/** Where most of the time of an answer goes. */
export interface SlowSegment extends Segment {
  /** At least this many milliseconds of each round trip, in the middle one of them. */
  readonly ms: number;
  readonly totalMs: number;
  readonly from: Row;
  readonly to: Row;
}

/** Less than this may be made up of several parts. */
const mostOfIt = 0.6;

/**
 * The segment in which an answer spends most of its time. Between two nodes only what exceeds the
 * possible difference of their clocks counts, so that a direction is never named by a wrong clock.
 *
 * @param keys the transactions that count; null for all.
 */
export function slowSegment(
  view: CaseView,
  whole: Matrix,
  keys: readonly number[] | null,
): SlowSegment | null {
  const matrix = keys === null ? whole : ofKeys(whole, keys);
  const totalMs = median(roundTrips(matrix));
  if (totalMs <= 0) return null;
  for (const [index, to] of matrix.rows.entries()) {
    const from = matrix.rows[index - 1];
    const ms = from === undefined ? null : atLeast(view, matrix, from, to);
    if (from === undefined || ms === null || ms < totalMs * mostOfIt) continue;
    return { ...to.step.before, ms, totalMs, from, to };
  }
  return null;
}

function ofKeys(matrix: Matrix, keys: readonly number[]): Matrix {
  const rows = matrix.rows.map((row) => ({
    ...row,
    seen: new Map([...row.seen].filter(([key]) => keys.includes(key))),
  }));
  return { ...matrix, rows };
}

function atLeast(view: CaseView, matrix: Matrix, from: Row, to: Row): number | null {
  const times = between(from, to);
  if (times.length === 0) return null;
  const [left, right] = [from.step.role, to.step.role];
  if (left === right) return median(times);
  const offset = offsetBetween(view, matrix);
  if (offset === null) return null;
  if (left === "source" && right === "destination") return median(times) - offset.most;
  if (left === "destination" && right === "source") return median(times) + offset.least;
  return null; // a third node, whose clock nobody compared
}

import { isIntact, type Matrix, type Row } from "./matrix.ts";
import type { Segment } from "./route.ts";

/** How many transactions entered a segment and did not come out of it. */
export interface SegmentLoss extends Segment {
  readonly entered: number;
  readonly lost: number;
  readonly from: Row;
  readonly to: Row;
}

/**
 * Loss of each segment that has a whole tap at both of its ends. A transaction seen further on has
 * passed, whatever the points between say.
 */
export function lossOf(matrix: Matrix): SegmentLoss[] {
  const losses: SegmentLoss[] = [];
  for (let index = 1; index < matrix.rows.length; index++) {
    const from = matrix.rows[index - 1];
    const to = matrix.rows[index];
    if (from === undefined || to === undefined || !isIntact(from) || !isIntact(to)) continue;
    const later = matrix.rows.slice(index);
    const entered = [...from.seen.keys()];
    const lost = entered.filter((key) => !later.some((row) => row.seen.has(key)));
    losses.push({ ...to.step.before, entered: entered.length, lost: lost.length, from, to });
  }
  return losses;
}

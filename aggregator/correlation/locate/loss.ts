import { isIntact, type Matrix, type Row } from "../join/matrix.ts";
import type { Segment } from "../join/route.ts";
import { type Attempt, cameTooLate, mayBeTooLate } from "../join/series.ts";

/** How many transactions entered a segment and did not come out of it. */
export interface SegmentLoss extends Segment {
  readonly entered: number;
  readonly lost: number;
  /** Null for what the source pod sent: nothing was before it. */
  readonly from: Row | null;
  /** Null for what the source pod took: nothing comes after it. */
  readonly to: Row | null;
}

/**
 * Loss of each segment that has a whole tap at both of its ends. A transaction seen further on has
 * passed, whatever the points between say. The pod's own account is the end before the first point
 * and the one after the last.
 */
export function lossOf(matrix: Matrix): SegmentLoss[] {
  const { rows, series, route } = matrix;
  const losses: SegmentLoss[] = [];
  const sent = [...series.attempts].filter(([, attempt]) => wasSent(attempt));
  const [first] = rows;
  if (first !== undefined && isIntact(first)) {
    const told = sent.filter(([key]) => !first.unknown.has(key));
    const lost = told.filter(([key]) => !rows.some((row) => row.seen.has(key)));
    const counts = { entered: told.length, lost: lost.length };
    losses.push({ ...first.step.before, ...counts, from: null, to: first });
  }
  for (let index = 1; index < rows.length; index++) {
    const from = rows[index - 1];
    const to = rows[index];
    if (from === undefined || to === undefined || !isIntact(from) || !isIntact(to)) continue;
    const later = rows.slice(index);
    const entered = [...from.seen.keys()].filter((key) => !to.unknown.has(key));
    const lost = entered.filter((key) => !later.some((row) => row.seen.has(key)));
    losses.push({ ...to.step.before, entered: entered.length, lost: lost.length, from, to });
  }
  const last = rows.at(-1);
  if (last !== undefined && isIntact(last)) {
    const entered = [...last.seen.keys()];
    const lost = [...last.seen].filter(([key, { firstNs }]) => {
      const attempt = series.attempts.get(key);
      const start = first?.seen.get(key)?.firstNs ?? firstNs;
      const tookMs = Number(firstNs - start) / 1e6;
      // The probe's clock starts a little before the packet is seen.
      if (series.waitMs !== null && tookMs > series.waitMs * 0.95) return false;
      if (attempt?.outcome !== "timeout") return false;
      return !mayBeTooLate(attempt, firstNs) && !cameTooLate(attempt, firstNs);
    });
    const counts = { entered: entered.length, lost: lost.length };
    losses.push({ ...route.last, ...counts, from: last, to: null });
  }
  return losses;
}

/**
 * The pod's kernel let it go: it did not refuse it for its size or for want of a route. ENOBUFS is
 * what sending gives when the interface itself drops the packet, as a veth does whose other end
 * takes less (sendmsg(2), is_skb_forwardable in Linux).
 */
function wasSent({ outcome, detail }: Attempt): boolean {
  if (outcome === "error") return detail === "ENOBUFS";
  return outcome === "answered" || outcome === "timeout" || outcome === "refused";
}

/** The taps at both ends of the segment. */
export function evidenceOfLoss({ from, to }: Pick<SegmentLoss, "from" | "to">): string[] {
  const ids = [from, to].flatMap((row) =>
    row !== null && "seen" in row.observation ? row.observation.seen.evidence : [],
  );
  return [...new Set(ids)];
}

import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";

/** A value is known to be within these, both in milliseconds. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/** Clocks that are read in whole milliseconds may have been read that much later. */
const wholeMs = 1;
/** What round trips told says itself how wrong it may be, but for the arithmetic. */
const roundedMs = 0.001;

/**
 * How far a node's clock is ahead of the aggregator's. The node read its clock after it was asked
 * and before we had the answer, so this holds however long either message took (RFC 5905 section 8
 * takes the middle; both ends are kept here).
 */
export function clockAhead(view: CaseView, role: Role): Bounds | null {
  const tap = view.tap(role);
  const clock = tap.known ? tap.value.clock : null;
  if (clock === null || clock === undefined) return null;
  const { askedMs, agentMs, answeredMs } = clock;
  const errorMs = [askedMs, agentMs, answeredMs].every(Number.isInteger) ? wholeMs : roundedMs;
  return { least: agentMs - answeredMs - errorMs, most: agentMs - askedMs + errorMs };
}

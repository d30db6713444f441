import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";

/** A value is known to be within these, both in milliseconds. */
export interface Bounds {
  readonly least: number;
  readonly most: number;
}

/**
 * How far a node's clock is ahead of the aggregator's. The node read its clock after it was asked
 * and before we had the answer, so this holds however long either message took (RFC 5905 section 8
 * takes the middle; both ends are kept here).
 */
export function clockAhead(view: CaseView, role: Role): Bounds | null {
  const tap = view.tap(role);
  const clock = tap.known ? tap.value.clock : null;
  if (clock === null || clock === undefined) return null;
  // Both clocks are read in whole milliseconds.
  return {
    least: clock.agentMs - clock.answeredMs - 1,
    most: clock.agentMs - clock.askedMs + 1,
  };
}

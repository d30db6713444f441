import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Bounds, clockAhead } from "./clock-ahead.ts";

/** From the first packet to the end of the last wait, microseconds since 1970, both included. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

/**
 * Whether a tap listened all the while, as far as clocks can tell. "unsure" is not "outside": what
 * was sent after the tap had said that it listens, and before it was told to stop, is within its
 * window by the order of the messages, which no clock is needed for.
 *
 * @param ahead how far the tap's clock is ahead of the span's, milliseconds.
 */
export function coverOf(window: Span, span: Span, ahead: Bounds): "inside" | "outside" | "unsure" {
  const [least, most] = [ahead.least * 1_000, ahead.most * 1_000];
  const isInside = span.fromUs + least >= window.fromUs && span.toUs + most <= window.toUs;
  if (isInside) return "inside";
  const isOutside = span.fromUs + most < window.fromUs || span.toUs + least > window.toUs;
  return isOutside ? "outside" : "unsure";
}

/**
 * The tap of `role` was surely not listening for all of a span on the clock of the source's node. A
 * tap whose window is not known (cases from before it was told) proves what it always did.
 */
export function isOutsideWindow(view: CaseView, role: Role, span: Span | null): boolean {
  const tap = view.tap(role);
  const window = tap.known ? (tap.value.window ?? null) : null;
  if (window === null || span === null) return false;
  const ahead = aheadOfSource(view, role);
  return ahead !== null && coverOf(window, span, ahead) === "outside";
}

function aheadOfSource(view: CaseView, role: Role): Bounds | null {
  if (view.plan[role].node === view.plan.source.node) return { least: 0, most: 0 };
  const [source, other] = [clockAhead(view, "source"), clockAhead(view, role)];
  if (source === null || other === null) return null;
  return { least: other.least - source.most, most: other.most - source.least };
}

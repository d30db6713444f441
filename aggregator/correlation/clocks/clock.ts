import type { CaseView } from "../../evidence/view.ts";
import { between, type Matrix, rowAt } from "../join/matrix.ts";
import { type Bounds, clockAhead } from "./clock-ahead.ts";

/**
 * How far the destination's node is ahead of the source's. Besides the nodes' own readings the path
 * tells: no packet takes less than no time, so a request's arrival less its departure is at least
 * the offset, and a reply's at most. Null while one side is open.
 */
export function offsetBetween(view: CaseView, matrix: Matrix): Bounds | null {
  if (view.plan.source.node === view.plan.destination.node) return { least: 0, most: 0 };
  const [source, destination] = [clockAhead(view, "source"), clockAhead(view, "destination")];
  const least: number[] = [];
  const most: number[] = [];
  if (source !== null && destination !== null) {
    least.push(destination.least - source.most);
    most.push(destination.most - source.least);
  }
  const { there, back } = crossings(matrix);
  if (there.length > 0) most.push(Math.min(...there));
  if (back.length > 0) least.push(-Math.min(...back));
  if (least.length === 0 || most.length === 0) return null;
  const bounds = { least: Math.max(...least), most: Math.min(...most) };
  // A clock that was set meanwhile contradicts itself.
  return bounds.least > bounds.most ? null : bounds;
}

/** Arrival on one clock less departure on the other, per transaction, milliseconds. */
export function crossings(matrix: Matrix): { there: readonly number[]; back: readonly number[] } {
  const at = (point: "source-uplink" | "destination-uplink", direction: "request" | "reply") =>
    rowAt(matrix, point, direction);
  return {
    there: between(at("source-uplink", "request"), at("destination-uplink", "request")),
    back: between(at("destination-uplink", "reply"), at("source-uplink", "reply")),
  };
}

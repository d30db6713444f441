import type { Sighting } from "../../../proto/records/sighting.ts";
import { hasOpenGateway, type PlannedEnd } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Matrix, matrixOf } from "./matrix.ts";
import { Recogniser } from "./recognise.ts";
import { onlyAttempts, type SeriesKeys } from "./series.ts";

/**
 * The gateway that each transaction took: OVN's router gives its packets the MAC of that node's
 * port, in a tunnel and on `ovn0`. Those that no tap saw behind the router are left out.
 */
export function gatewaysOf(
  series: SeriesKeys,
  gateways: readonly PlannedEnd[],
  sightings: Iterable<Sighting>,
): Map<number, PlannedEnd> {
  const byMac = new Map(gateways.flatMap((end) => (end.mac === null ? [] : [[end.mac, end]])));
  const chosen = new Map<number, PlannedEnd>();
  const found = new Recogniser(series);
  for (const sighting of sightings) {
    if (!found.recognises(sighting) || found.kind !== "request" || chosen.has(found.key)) continue;
    const end = byMac.get(sighting.destinationMac ?? "");
    if (end !== undefined) chosen.set(found.key, end);
  }
  return chosen;
}

/**
 * A series without the transactions that took other gateways than the one that is looked at: they
 * do not pass its points.
 */
export function ofThisGateway(view: CaseView, whole: Matrix): Matrix {
  const { gateways = [], destination } = view.plan;
  if (!hasOpenGateway(view.plan)) return whole;
  const chosen = gatewaysOf(whole.series, gateways, view.sightings());
  const isHere = (key: number): boolean =>
    (chosen.get(key)?.logicalPort ?? destination.logicalPort) === destination.logicalPort;
  return matrixOf(view, onlyAttempts(whole.series, isHere));
}

import type { Sighting } from "../../../proto/records/sighting.ts";
import type { CaseView } from "../../evidence/view.ts";
import { recognise } from "./recognise.ts";
import type { SeriesKeys } from "./series.ts";

/**
 * The backend that each transaction with a Service went to, from the address that its packets carry
 * once the load balancer has translated them. Transactions that no tap saw translated are left out.
 */
export function backendsOf(
  series: SeriesKeys,
  backends: readonly string[],
  sightings: Iterable<Sighting>,
): Map<number, string> {
  const chosen = new Map<number, string>();
  for (const sighting of sightings) {
    const match = recognise(series, sighting);
    if (match === null || sighting.ip === null || chosen.has(match.key)) continue;
    const { source, destination } = sighting.ip;
    const ip = match.kind === "request" ? destination : source;
    if (backends.includes(ip)) chosen.set(match.key, ip);
  }
  return chosen;
}

/** The same, from every tap of a case. */
export function backendsSeen(view: CaseView, series: SeriesKeys): Map<number, string> {
  const backends = view.plan.service?.backends.map(({ ip }) => ip) ?? [];
  return backendsOf(series, backends, view.sightings());
}

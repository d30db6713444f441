import { AddressSet } from "../../../proto/records/address-set.ts";
import type { Sighting } from "../../../proto/records/sighting.ts";
import type { CaseView } from "../../evidence/view.ts";
import { Recogniser } from "./recognise.ts";
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
  const isBackend = new AddressSet(backends);
  const found = new Recogniser(series);
  for (const sighting of sightings) {
    if (!found.recognises(sighting) || chosen.has(found.key)) continue;
    const isRequest = found.kind === "request";
    if (!(isRequest ? sighting.isTo(isBackend) : sighting.isFrom(isBackend))) continue;
    const { ip } = sighting;
    if (ip !== null) chosen.set(found.key, isRequest ? ip.destination : ip.source);
  }
  return chosen;
}

/** The same, from every tap of a case. */
export function backendsSeen(view: CaseView, series: SeriesKeys): Map<number, string> {
  const backends = view.plan.service?.backends.map(({ ip }) => ip) ?? [];
  return backendsOf(series, backends, view.sightings());
}

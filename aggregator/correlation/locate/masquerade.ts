import type { Sighting } from "../../../proto/records/sighting.ts";
import type { CaseView } from "../../evidence/view.ts";

/**
 * Whether packets leave the gateway node with the pod's own address, after its kernel has routed
 * them. Traffic that goes out as it should carries an address of the node then.
 */
export function leavesUnmasqueraded(view: CaseView): boolean {
  const { exit, source, destination, fabric } = view.plan;
  if (exit !== "outside" || destination.attachment !== "ovn0" || fabric !== "tunnel") return false;
  const tap = view.tap("destination");
  if (!tap.known) return false;
  return tap.value.sightings.some((sighting) => isPlain(sighting, source.ip, destination.ip));
}

function isPlain({ tunnel, direction, ip }: Sighting, from: string, to: string): boolean {
  return tunnel === null && direction === "out" && ip?.source === from && ip.destination === to;
}

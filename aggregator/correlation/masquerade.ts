import type { Sighting } from "../../proto/sighting.ts";
import type { CaseView } from "../evidence/view.ts";
import { uplinksOf } from "./uplink.ts";

/**
 * Whether packets leave the cluster by the gateway node's NIC with the pod's own address. Traffic
 * that goes out as it should carries an address of the node then.
 */
export function leavesUnmasqueraded(view: CaseView): boolean {
  const { exit, source, destination, fabric } = view.plan;
  if (exit !== "outside" || destination.attachment !== "ovn0" || fabric !== "tunnel") return false;
  const tap = view.tap("destination");
  const uplinks = uplinksOf(view, "destination");
  if (!tap.known || !uplinks.known) return false;
  const indexes = new Set(uplinks.value.map(({ ifindex }) => ifindex));
  return tap.value.sightings.some(
    (sighting) => indexes.has(sighting.ifindex) && isPlain(sighting, source.ip, destination.ip),
  );
}

function isPlain({ tunnel, direction, ip }: Sighting, from: string, to: string): boolean {
  return tunnel === null && direction === "out" && ip?.source === from && ip.destination === to;
}

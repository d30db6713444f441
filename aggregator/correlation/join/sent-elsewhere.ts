import { AddressSet } from "../../../proto/records/address-set.ts";
import type { Sighting } from "../../../proto/records/sighting.ts";
import { otherRole } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { addressOf } from "../../inventory/ip-address.ts";
import type { Step } from "./route.ts";

/**
 * Tells of a packet that leaves a node in a tunnel whether it goes to another node than that of
 * the other end. Such a packet has not passed the uplink on its way: the bridge is where it went
 * wrong, not the underlay.
 *
 * The other node's addresses are those of its interfaces, and those that its own tap saw packets
 * arrive at. While its tap is not known nothing can be told, and no packet is taken for strayed.
 */
export function strayFilter(view: CaseView, step: Step): (sighting: Sighting) => boolean {
  if (!step.encapsulated || step.way !== "out") return () => false;
  const tap = view.tap(otherRole(step.role));
  if (!tap.known) return () => false;
  const { links, sightings } = tap.value;
  const own = links
    .filter(({ name }) => name !== "lo")
    .flatMap(({ addresses }) => addresses.map(addressOf));
  if (own.length === 0) return () => false;
  const addresses = new AddressSet(own);
  let isAsked = false;
  return (sighting) => {
    if (!sighting.hasTunnel || sighting.isTunnelledTo(addresses)) return false;
    if (!isAsked) addArrivals(sightings, addresses);
    isAsked = true;
    return !sighting.isTunnelledTo(addresses);
  };
}

/** Addresses at which a node's tap saw packets arrive in a tunnel. */
function addArrivals(sightings: readonly Sighting[], addresses: AddressSet): void {
  for (const sighting of sightings) {
    const isKnown = sighting.isOut || !sighting.hasTunnel || sighting.isTunnelledTo(addresses);
    if (!isKnown) addresses.add(sighting.tunnel?.destination ?? "");
  }
}

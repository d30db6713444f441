import { AddressSet } from "../../../proto/records/address-set.ts";
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
  const from = new AddressSet([source.ip]);
  const to = new AddressSet([destination.ip]);
  return tap.value.sightings.some(
    (one) => !one.hasTunnel && one.isOut && one.isFrom(from) && one.isTo(to),
  );
}

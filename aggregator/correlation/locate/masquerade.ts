import { AddressSet } from "../../../proto/records/address-set.ts";
import { absent, type Sighting } from "../../../proto/records/sighting.ts";
import type { CaseView } from "../../evidence/view.ts";
import { tcpFlag } from "../join/protocol-numbers.ts";

/**
 * Whether packets leave by an external network of the source's VPC with the pod's own address, as
 * the router has not given them another.
 */
export function leavesUntranslated(view: CaseView): boolean {
  const { source, destination } = view.plan;
  if (destination.attachment !== "localnet" || destination.leaving === undefined) return false;
  return leavesAs(view, source.ip, () => true);
}

/**
 * Whether packets leave the gateway node with the pod's own address, after its kernel has routed
 * them. Traffic that goes out as it should carries an address of the node then.
 *
 * @param counts which packets are asked about; all when not given.
 */
export function leavesUnmasqueraded(
  view: CaseView,
  counts: (sighting: Sighting) => boolean = () => true,
): boolean {
  const { exit, source, destination, fabric } = view.plan;
  if (exit !== "outside" || destination.attachment !== "ovn0" || fabric !== "tunnel") return false;
  return leavesAs(view, source.ip, counts);
}

/** Packets to the destination leave its node, without a tunnel around them, with that source. */
function leavesAs(view: CaseView, ip: string, counts: (sighting: Sighting) => boolean): boolean {
  const tap = view.tap("destination");
  if (!tap.known) return false;
  const from = new AddressSet([ip]);
  const to = new AddressSet([view.plan.destination.ip]);
  return tap.value.sightings.some(
    (one) =>
      !one.hasTunnel && one.isOut && one.isFrom(from) && one.isTo(to) && opens(one) && counts(one),
  );
}

const openings = tcpFlag.syn | tcpFlag.rst | tcpFlag.ack;

/** A reset or a late segment of no known connection is not translated, whatever the rules say. */
function opens({ tcpFlags }: Sighting): boolean {
  return tcpFlags === absent || (tcpFlags & openings) === tcpFlag.syn;
}

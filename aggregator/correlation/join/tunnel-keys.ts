import type { Sighting } from "../../../proto/records/sighting.ts";
import type { CaseView } from "../../evidence/view.ts";
import type { Step } from "./route.ts";

/** From here on keys are of multicast groups, to which OVN floods (ovn-architecture(7)). */
const firstMulticastKey = 0x8000;

/**
 * Tells of a packet in a tunnel whether it is for another port than the one that packets of the
 * step go to: by its VNI, and by OVN's Geneve option. Such a packet has not passed this point of
 * the path, though it may lie between the same nodes and have the same addresses: another VPC's
 * router sends to its own gateway, a policy to another pod.
 *
 * Where a key is not known nothing is told by it. In VXLAN the VNI has other bits.
 */
export function otherPortFilter(view: CaseView, step: Step): (sighting: Sighting) => boolean {
  const receiver = step.direction === "request" ? "destination" : "source";
  const keys = view.plan[receiver].tunnelKeys ?? null;
  if (!step.encapsulated || keys === null) return () => false;
  return ({ tunnel }) => {
    if (tunnel === null || tunnel.kind !== "geneve") return false;
    if (tunnel.vni !== keys.datapath) return true;
    const port = tunnel.egressPort ?? keys.port;
    return port !== keys.port && port < firstMulticastKey;
  };
}

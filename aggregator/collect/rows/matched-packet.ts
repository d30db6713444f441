import { type Plan, peerAddress, type Role } from "../../evidence/plan.ts";
import type { MatchedPacket } from "../../ovn-language/match-evaluation.ts";

/** Source port of made-up packets: any would do, policies do not look at it. */
const anySourcePort = 61_001;
/** RFC 792, RFC 4443. */
const echoRequest = { v4: 8, v6: 128 } as const;

/** The request of a plan as the ACLs of one end see it. */
export function matchedPacket(plan: Plan, at: Role = "source"): MatchedPacket {
  const { source, destination, traffic, targetPort } = plan;
  const base = {
    inport: source.logicalPort ?? "",
    outport: destination.logicalPort ?? "",
    // What a pod sends to itself by its Service comes back as from that.
    ipSrc: at === "destination" ? peerAddress(plan, at) : source.ip,
    ipDst: destination.ip,
  };
  const isV6 = source.ip.includes(":");
  if (traffic.protocol === "icmp") {
    const icmpType = isV6 ? echoRequest.v6 : echoRequest.v4;
    return { ...base, protocol: isV6 ? 58 : 1, icmpType, icmpCode: 0 };
  }
  const ports = { sourcePort: anySourcePort, destinationPort: targetPort ?? traffic.port ?? 0 };
  return { ...base, protocol: traffic.protocol === "tcp" ? 6 : 17, ...ports };
}

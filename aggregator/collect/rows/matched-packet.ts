import { type Plan, peerAddress, type Role } from "../../evidence/plan.ts";
import type { MatchedPacket } from "../../ovn-language/match-evaluation.ts";
import { matchedPacketOf } from "../../plan/routing/routed.ts";

/** The request of a plan as the ACLs of one end see it. */
export function matchedPacket(plan: Plan, at: Role = "source"): MatchedPacket {
  const { source, destination, traffic, targetPort } = plan;
  const packet = {
    // What a pod sends to itself by its Service comes back as from that.
    source: at === "destination" ? peerAddress(plan, at) : source.ip,
    destination: destination.ip,
    protocol: traffic.protocol,
    port: targetPort ?? traffic.port,
  };
  const outport = destination.logicalPort ?? "";
  return { ...matchedPacketOf(packet, source.logicalPort ?? ""), outport };
}

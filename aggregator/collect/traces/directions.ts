import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { isHairpin, type Plan, type Role } from "../../evidence/plan.ts";

/** The end that sends the packets of that direction. */
export function sender(direction: Direction): Role {
  return direction === "request" ? "source" : "destination";
}

/**
 * Where the far end is not known, nothing can be traced from it. An answer from a provider network
 * comes for the address that a router gave to the request, and what a pod sends to itself by its
 * Service comes round by connection tracking: only the connection tells whose it is, which no trace
 * has.
 */
export function tracedDirections(plan: Plan): Direction[] {
  const { source, destination } = plan;
  if (destination.attachment === "nic") return [];
  // What a node sends by its NIC is a stranger's packet to OVN, which a trace can stand for.
  const isFromNic = source.attachment === "nic";
  if (isFromNic) return destination.attachment === "veth" ? ["request", "reply"] : [];
  const { attachment } = destination;
  const isOneWay = attachment === "none" || attachment === "localnet" || isHairpin(plan);
  return isOneWay ? ["request"] : ["request", "reply"];
}

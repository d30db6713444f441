import type { Plan, PlannedEnd } from "../evidence/plan.ts";
import type { Inventory } from "../inventory/inventory.ts";

/**
 * The MAC that a pod puts on its packets: within a subnet the one that OVN's ARP responder gives
 * for the other pod, which is what its logical port says, else the router's.
 */
export function nextHopMac(
  inventory: Inventory,
  plan: Plan,
  from: PlannedEnd,
  to: PlannedEnd,
): string {
  return plan.sameSubnet ? portMac(inventory, to) : gatewayMac(from);
}

/** The MAC of a pod as its logical port has it; the pod's own when the port has none. */
export function portMac({ northbound }: Inventory, end: PlannedEnd): string {
  const port = northbound.logicalPort(end.logicalPort ?? "");
  return port?.addresses.find((address) => address.mac !== null)?.mac ?? end.mac ?? "";
}

/** @throws {Error} in words, when the subnet has no router. */
export function gatewayMac(end: PlannedEnd): string {
  if (end.gatewayMac !== null) return end.gatewayMac;
  throw new Error(`no router has a port on subnet ${end.switchName ?? "of the pod"}`);
}

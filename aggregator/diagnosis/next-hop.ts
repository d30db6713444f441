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
  if (!plan.sameSubnet) {
    if (from.gatewayMac !== null) return from.gatewayMac;
    throw new Error(`no router has a port on subnet ${from.switchName ?? "of the pod"}`);
  }
  const port = inventory.northbound.logicalPort(to.logicalPort ?? "");
  return port?.addresses.find((address) => address.mac !== null)?.mac ?? to.mac ?? "";
}

import type { PlannedEnd } from "../evidence/plan.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { routerDecision } from "./router-decision.ts";

/** A node whose port on the join switch is the next hop of packets that leave OVN. */
export interface LeavingNode {
  readonly node: string;
  readonly logicalPort: string;
}

/**
 * The nodes by which a pod's packets to an address leave OVN, as the router's policies and routes
 * say: one, or several that OVN spreads flows over. Empty when they lead to none.
 *
 * Kube-OVN reroutes to the join address of the node that is asked for (priority 30000), of the
 * pod's own node (distributed gateway) or of the gateway nodes (centralized; 29000).
 */
export function leavingNodes(
  inventory: Inventory,
  source: PlannedEnd,
  destination: string,
): LeavingNode[] {
  if (source.router === null) return [];
  const packet = { source: source.ip, destination };
  // A policy that cannot be evaluated is passed over: the traces tell what really happens.
  const decision = routerDecision(inventory, source.router, packet);
  return (decision?.nexthops ?? []).flatMap(({ ip }) => nodesAt(inventory, ip));
}

function nodesAt({ northbound, southbound }: Inventory, joinIp: string): LeavingNode[] {
  return northbound
    .portsWithAddress(joinIp)
    .filter((port) => port.name.startsWith("node-"))
    .map((port) => {
      const binding = southbound.portBinding(port.name);
      const chassis = binding === null ? null : southbound.chassisOf(binding);
      return { node: chassis?.hostname ?? port.name.slice(5), logicalPort: port.name };
    });
}

import type { Inventory } from "../../inventory/inventory.ts";
import type { Way } from "./way.ts";

/** A node whose port on the join switch is the next hop of packets that leave OVN. */
export interface LeavingNode {
  readonly node: string;
  readonly logicalPort: string;
}

/**
 * The nodes by which packets leave OVN where their way ends: one, or several that OVN spreads
 * packets over. Empty when it leads to none.
 *
 * Kube-OVN reroutes to the join address of the node that is asked for (priority 30000), of the
 * pod's own node (distributed gateway) or of the gateway nodes (centralized; 29000).
 */
export function leavingNodes(inventory: Inventory, { ends }: Way): LeavingNode[] {
  return ends.flatMap(({ nexthop, switchName }) => nodesAt(inventory, nexthop, switchName));
}

function nodesAt(
  { northbound, southbound }: Inventory,
  joinIp: string,
  switchName: string | null,
): LeavingNode[] {
  return northbound
    .portsWithAddress(joinIp)
    .filter((port) => port.name.startsWith("node-"))
    .filter((port) => switchName === null || northbound.switchOf(port)?.name === switchName)
    .map((port) => {
      const binding = southbound.portBinding(port.name);
      const chassis = binding === null ? null : southbound.chassisOf(binding);
      return { node: chassis?.hostname ?? port.name.slice(5), logicalPort: port.name };
    });
}

import type { PlannedEnd } from "../evidence/plan.ts";
import { matchNames } from "../inventory/acl-evaluation.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { prefixContains } from "../inventory/ip-address.ts";
import { evaluateMatch } from "../inventory/match-evaluation.ts";
import { parseMatch } from "../inventory/match-expression.ts";
import type { LogicalRouter } from "../inventory/northbound-rows.ts";

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
  const { northbound } = inventory;
  const router = source.router === null ? null : northbound.logicalRouter(source.router);
  if (router === null) return [];
  const nexthops = nexthopsOf(inventory, router, source.ip, destination);
  return nexthops.flatMap((nexthop) => nodesAt(inventory, nexthop));
}

function nexthopsOf(
  inventory: Inventory,
  router: LogicalRouter,
  ipSrc: string,
  ipDst: string,
): readonly string[] {
  const { northbound } = inventory;
  const names = matchNames(northbound);
  for (const policy of northbound.policiesOf(router)) {
    const expression = parseMatch(policy.match);
    // What cannot be evaluated is passed over: the traces tell what really happens.
    if (expression === null) continue;
    if (evaluateMatch(expression, { ipSrc, ipDst, protocol: 0 }, names) !== true) continue;
    if (policy.action === "reroute") return policy.nexthops;
    if (policy.action === "drop") return [];
    break;
  }
  const routes = northbound
    .staticRoutesOf(router)
    .filter((route) => prefixContains(route.ipPrefix, route.policy === "src-ip" ? ipSrc : ipDst))
    .sort((a, b) => lengthOf(b.ipPrefix) - lengthOf(a.ipPrefix));
  return routes[0] === undefined ? [] : [routes[0].nexthop];
}

function lengthOf(prefix: string): number {
  return Number(prefix.split("/")[1] ?? 128);
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

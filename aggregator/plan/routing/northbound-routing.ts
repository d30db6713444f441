import type { Inventory } from "../../inventory/inventory.ts";
import { asPrefix, prefixContains, prefixLength } from "../../inventory/ip-address.ts";
import type { LogicalRouter } from "../../inventory/ovn/northbound-rows.ts";
import { matchNames } from "../../ovn-language/acl-evaluation.ts";
import { evaluateMatch } from "../../ovn-language/match-evaluation.ts";
import { parseMatch } from "../../ovn-language/match-expression.ts";
import { type Hop, matchedPacketOf, type Routed, type RoutedPacket } from "./routed.ts";

/**
 * Where a router sends a packet, as upstream OVN would order what the northbound says. Only to have
 * something to look at where the southbound's flows do not tell: always uncertain.
 */
export function northboundRouting(
  inventory: Inventory,
  router: LogicalRouter,
  packet: RoutedPacket,
  inport: string | null,
): Routed {
  const route = routeFor(inventory, router, packet);
  if (route.kind === "none") return route;
  return policyFor(inventory, router, packet, inport) ?? route;
}

function policyFor(
  inventory: Inventory,
  router: LogicalRouter,
  packet: RoutedPacket,
  inport: string | null,
): Routed | null {
  const { northbound } = inventory;
  const names = matchNames(northbound);
  const fields = matchedPacketOf(packet, inport);
  for (const { priority, match, action, nexthops } of northbound.policiesOf(router)) {
    const expression = parseMatch(match);
    if (expression === null || evaluateMatch(expression, fields, names) !== true) continue;
    const by = `policy ${priority} ${match}`;
    if (action === "drop") return { by, kind: "drop", hops: [], isUncertain: true };
    if (action !== "reroute") return null;
    // A policy without next hops makes no flow.
    if (nexthops.length > 0) {
      const hops = nexthops.map((ip) => hopTo(inventory, router, ip));
      return { by, kind: "policy", hops, isUncertain: true };
    }
  }
  return null;
}

/** The longest prefix wins; of equals a connected network (ovn-northd(8), IP Routing). */
function routeFor(inventory: Inventory, router: LogicalRouter, packet: RoutedPacket): Routed {
  const { northbound } = inventory;
  const connected = northbound.portsOfRouter(router).flatMap(({ name, networks }) =>
    networks
      .filter((network) => prefixContains(network, packet.destination))
      .map((prefix) => {
        const hops = [{ ip: packet.destination, outport: name }];
        return { prefix, by: `network ${prefix}`, kind: "connected" as const, hops };
      }),
  );
  const routes = northbound
    .staticRoutesOf(router)
    .filter(({ ipPrefix, policy }) =>
      prefixContains(asPrefix(ipPrefix), policy === "src-ip" ? packet.source : packet.destination),
    )
    .map(({ ipPrefix: prefix, nexthop }) => {
      const hops = [hopTo(inventory, router, nexthop)];
      return { prefix, by: `route ${prefix}`, kind: "route" as const, hops };
    });
  const [best] = [...connected, ...routes].sort(
    (a, b) => prefixLength(b.prefix) - prefixLength(a.prefix),
  );
  if (best === undefined) return { by: null, kind: "none", hops: [], isUncertain: true };
  const { by, kind, hops } = best;
  return { by, kind, hops, isUncertain: true };
}

/** By the port in whose network the next hop is. */
function hopTo({ northbound }: Inventory, router: LogicalRouter, ip: string): Hop {
  const port = northbound
    .portsOfRouter(router)
    .find(({ networks }) => networks.some((network) => prefixContains(network, ip)));
  return { ip, outport: port?.name ?? null };
}

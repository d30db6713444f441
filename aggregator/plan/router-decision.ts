import type { NexthopRow, RouterDecisionRow } from "../evidence/destination-rows.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { prefixContains } from "../inventory/ip-address.ts";
import type { LogicalRouter, LogicalSwitch } from "../inventory/ovn/northbound-rows.ts";
import { matchNames } from "../ovn-language/acl-evaluation.ts";
import { evaluateMatch } from "../ovn-language/match-evaluation.ts";
import { parseMatch } from "../ovn-language/match-expression.ts";

type Decision = Pick<RouterDecisionRow, "by" | "kind"> & { readonly ips: readonly string[] };

/**
 * What a logical router decides for a packet: a policy that reroutes or drops comes after routing
 * and overrules it; without any route there is nothing to overrule (ovn-northd(8), router ingress).
 */
export function routerDecision(
  inventory: Inventory,
  routerName: string,
  packet: { readonly source: string; readonly destination: string },
): RouterDecisionRow | null {
  const router = inventory.northbound.logicalRouter(routerName);
  if (router === null) return null;
  const { policy, isUncertain } = policyFor(inventory, router, packet);
  const route = routeFor(inventory, router, packet);
  const chosen = route.kind === "none" ? route : (policy ?? route);
  return {
    router: routerName,
    ...packet,
    by: chosen.by,
    kind: chosen.kind,
    isUncertain,
    nexthops: chosen.ips.map((ip) => nexthopRow(inventory, router, ip)),
  };
}

function policyFor(
  { northbound }: Inventory,
  router: LogicalRouter,
  packet: { readonly source: string; readonly destination: string },
): { readonly policy: Decision | null; readonly isUncertain: boolean } {
  const names = matchNames(northbound);
  const fields = { ipSrc: packet.source, ipDst: packet.destination, protocol: 0 };
  let isUncertain = false;
  for (const { priority, match, action, nexthops } of northbound.policiesOf(router)) {
    const expression = parseMatch(match);
    const holds = expression === null ? null : evaluateMatch(expression, fields, names);
    if (holds !== true) {
      if (holds !== false) isUncertain = true;
      continue;
    }
    const by = `policy ${priority} ${match}`;
    if (action === "reroute") return { policy: { by, kind: "policy", ips: nexthops }, isUncertain };
    if (action === "drop") return { policy: { by, kind: "drop", ips: [] }, isUncertain };
    break;
  }
  return { policy: null, isUncertain };
}

/** The longest prefix wins; of equals a connected network (ovn-northd(8), IP Routing). */
function routeFor(
  { northbound }: Inventory,
  router: LogicalRouter,
  packet: { readonly source: string; readonly destination: string },
): Decision {
  const connected = northbound
    .portsOfRouter(router)
    .flatMap(({ networks }) => networks)
    .filter((network) => prefixContains(network, packet.destination))
    .map((network) => ({ prefix: network, decision: connectedTo(network) }));
  const routes = northbound
    .staticRoutesOf(router)
    .filter(({ ipPrefix, policy }) =>
      prefixContains(asBlock(ipPrefix), policy === "src-ip" ? packet.source : packet.destination),
    )
    .map(({ ipPrefix, nexthop }) => ({
      prefix: ipPrefix,
      decision: { by: `route ${ipPrefix}`, kind: "route" as const, ips: [nexthop] },
    }));
  const [best] = [...connected, ...routes].sort((a, b) => lengthOf(b.prefix) - lengthOf(a.prefix));
  return best?.decision ?? { by: null, kind: "none", ips: [] };
}

/** ovn-nbctl writes the route to one address without a length. */
function asBlock(prefix: string): string {
  return prefix.includes("/") ? prefix : `${prefix}/${prefix.includes(":") ? 128 : 32}`;
}

function connectedTo(network: string): Decision {
  return { by: `network ${network}`, kind: "connected", ips: [] };
}

function lengthOf(prefix: string): number {
  return Number(asBlock(prefix).split("/")[1]);
}

function nexthopRow(inventory: Inventory, router: LogicalRouter, ip: string): NexthopRow {
  const { northbound, southbound } = inventory;
  const own = northbound.portsOfRouter(router);
  const isRouters = own.some(({ networks }) => networks.some((one) => one.split("/")[0] === ip));
  const switches = own
    .filter(({ networks }) => networks.some((one) => prefixContains(one, ip)))
    .flatMap((port) => northbound.switchesAcross(port));
  // The same address in another VPC is another's.
  const port = northbound
    .portsWithAddress(ip)
    .find((one) => switches.some(({ name }) => name === northbound.switchOf(one)?.name));
  const mayBeLearnt =
    southbound.macBindings(ip).length > 0 || switches.some((one) => isOpen(inventory, one));
  return { ip, logicalPort: port?.name ?? null, isRouters, mayBeLearnt };
}

/** Others than those that the database lists may answer there: a physical network, a bridge. */
function isOpen({ northbound }: Inventory, one: LogicalSwitch): boolean {
  return northbound
    .portsOf(one)
    .some(
      ({ type, addresses }) =>
        type === "localnet" || addresses.some(({ keyword }) => keyword === "unknown"),
    );
}

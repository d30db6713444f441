import type {
  NexthopRow,
  PassedOverPolicy,
  RouterDecisionRow,
} from "../../evidence/destination-rows.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { addressOf, prefixContains } from "../../inventory/ip-address.ts";
import type { LogicalRouter, LogicalSwitch } from "../../inventory/ovn/northbound-rows.ts";
import { matchNames } from "../../ovn-language/acl-evaluation.ts";
import { evaluateMatch } from "../../ovn-language/match-evaluation.ts";
import { parseMatch } from "../../ovn-language/match-expression.ts";
import { northboundRouting } from "./northbound-routing.ts";
import { type Hop, matchedPacketOf, type Routed, type RoutedPacket } from "./routed.ts";
import { southboundRouting } from "./southbound-routing.ts";

/** Where a logical router sends a packet: as the southbound says, where it does. */
export function routed(
  inventory: Inventory,
  router: LogicalRouter,
  packet: RoutedPacket,
  inport: string | null,
): Routed {
  return (
    southboundRouting(inventory, router, packet, inport) ??
    northboundRouting(inventory, router, packet, inport)
  );
}

/** What a logical router decides for a packet, and who its next hops are. */
export function routerDecision(
  inventory: Inventory,
  routerName: string,
  packet: RoutedPacket,
  inport: string | null,
): RouterDecisionRow | null {
  const router = inventory.northbound.logicalRouter(routerName);
  if (router === null) return null;
  const { by, kind, isUncertain, hops } = routed(inventory, router, packet, inport);
  const nexthops = kind === "connected" ? [] : hops;
  const { source, destination } = packet;
  return {
    router: routerName,
    source,
    destination,
    by,
    kind,
    isUncertain,
    nexthops: nexthops.map((hop) => nexthopRow(inventory, router, hop)),
    passedOver: passedOver(inventory, router, packet, inport),
  };
}

/**
 * The first rerouting policy that the packet matches, if ovn-northd made no flow of it: it has no
 * next hop, or none that the router has a port for.
 */
function passedOver(
  { northbound, southbound }: Inventory,
  router: LogicalRouter,
  packet: RoutedPacket,
  inport: string | null,
): PassedOverPolicy | null {
  const datapath = southbound.datapathOf(router);
  if (datapath === null) return null;
  const made = new Set(
    southbound.routingFlows(datapath, "lr_in_policy").map(({ stageHint }) => stageHint),
  );
  const names = matchNames(northbound);
  const fields = matchedPacketOf(packet, inport);
  for (const { uuid, priority, match, action, nexthops } of northbound.policiesOf(router)) {
    const expression = parseMatch(match);
    const holds = expression === null ? null : evaluateMatch(expression, fields, names);
    if (holds === false) continue;
    if (holds === null || action !== "reroute" || made.has(uuid.slice(0, 8))) return null;
    return { by: `policy ${priority} ${match}`, nexthops };
  }
  return null;
}

function nexthopRow(inventory: Inventory, router: LogicalRouter, { ip, outport }: Hop): NexthopRow {
  const { northbound, southbound } = inventory;
  const own = northbound.portsOfRouter(router);
  const isRouters = own.some(({ networks }) => networks.some((one) => addressOf(one) === ip));
  const switches = own
    .filter(
      ({ name, networks }) => name === outport || networks.some((one) => prefixContains(one, ip)),
    )
    .flatMap((port) => northbound.switchesAcross(port));
  // The same address in another VPC is another's.
  const port = northbound
    .portsWithAddress(ip)
    .find((one) => switches.some(({ name }) => name === northbound.switchOf(one)?.name));
  const peer = own.find(({ name }) => name === outport)?.peer ?? null;
  const datapath = southbound.datapathOf(router);
  const isLearnt = southbound.macBindings(ip).some((one) => one.datapath === datapath?.uuid);
  const mayBeLearnt = isLearnt || switches.some((one) => isOpen(inventory, one));
  return { ip, logicalPort: port?.name ?? peerAt(inventory, peer, ip), isRouters, mayBeLearnt };
}

/** The port of the router across that has the address (VPC peering); null when it does not. */
function peerAt({ northbound }: Inventory, peer: string | null, ip: string): string | null {
  const port = peer === null ? null : northbound.routerPort(peer);
  const isThere = port?.networks.some((network) => addressOf(network) === ip) ?? false;
  return isThere ? peer : null;
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

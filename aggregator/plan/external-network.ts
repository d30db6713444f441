import type { PlannedEnd } from "../evidence/plan.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { addressOf, asPrefix, prefixContains, prefixLength } from "../inventory/ip-address.ts";
import { isGatewayPort } from "../inventory/ovn/northbound.ts";
import type { LogicalRouter, LogicalRouterPort, Nat } from "../inventory/ovn/northbound-rows.ts";
import { addressEnd, tunnelKeysOf } from "./ends.ts";
import { familyOf } from "./family.ts";

/** The router's port by which packets leave it, and where they are sent to from there. */
export interface RouterExit {
  readonly outport: string;
  /** The next router's address; in a connected network the packet's own destination. */
  readonly nexthop: string;
}

/** A router's port into a provider network. */
interface Exit {
  readonly router: LogicalRouter;
  readonly port: LogicalRouterPort;
  readonly nexthop: string | null;
  readonly isNexthopKnown: boolean;
}

/**
 * Where the router of a pod sends packets out into a provider network: by the chassis that has
 * claimed the router's gateway port, or, with a floating IP of the pod's own (`dnat_and_snat` with
 * `logical_port` and `external_mac`) and through ports without gateway chassis, by the pod's own
 * node (ovn-northd(8), "Gateway Redirect").
 *
 * @returns null where the port leads into no such network.
 */
export function externalEnd(
  inventory: Inventory,
  source: PlannedEnd,
  ip: string,
  { outport, nexthop }: RouterExit,
): PlannedEnd | null {
  const { northbound, southbound } = inventory;
  const port = northbound.routerPort(outport);
  const router = port === null ? null : northbound.routerOf(port);
  if (port === null || router === null) return null;
  for (const network of northbound.switchesAcross(port)) {
    const localnet = northbound.portsOf(network).find(({ type }) => type === "localnet");
    if (localnet === undefined) continue;
    const asked = southbound.macBindings(nexthop);
    const isNexthopKnown = asked.some(({ logicalPort }) => logicalPort === port.name);
    const exit = { router, port, nexthop: nexthop === ip ? null : nexthop, isNexthopKnown };
    return {
      ...addressEnd(ip),
      attachment: "localnet",
      logicalPort: localnet.name,
      switchName: network.name,
      router: router.name,
      ...leavingRouter(inventory, source, exit),
    };
  }
  return null;
}

function leavingRouter(
  inventory: Inventory,
  source: PlannedEnd,
  { router, port, nexthop, isNexthopKnown }: Exit,
): Pick<PlannedEnd, "leaving" | "node" | "tunnelKeys"> {
  const asksAs = port.networks.map(addressOf);
  const base = { routerPort: port.name, mac: port.mac, nexthop, isNexthopKnown, asksAs };
  if (!isGatewayPort(port)) {
    return { leaving: { ...base, redirect: null, natIp: null }, node: source.node };
  }
  const rows = translationsOf(inventory, router, source.ip);
  const own = rows.find((row) => isDistributed(row) && nodeOf(inventory, row) === source.node);
  if (own !== undefined) {
    const asks = [...asksAs, own.externalIp];
    const mac = own.externalMac ?? port.mac;
    const leaving = { ...base, mac, asksAs: asks, redirect: null };
    return { leaving: { ...leaving, natIp: own.externalIp }, node: source.node };
  }
  const { redirect, node } = redirectOf(inventory, port);
  // One of another's port is carried out where that port is, and nowhere else.
  const used = rows.find(
    (row) => !isDistributed(row) || (node !== null && nodeOf(inventory, row) === node),
  );
  const leaving = { ...base, redirect, natIp: used?.externalIp ?? null };
  return { leaving, node, tunnelKeys: tunnelKeysOf(inventory, redirect) };
}

/** Rules that give a pod's packets another source, the one that OVN prefers first. */
export function translationsOf(
  { northbound }: Inventory,
  router: LogicalRouter,
  ip: string,
): Nat[] {
  const fitting = northbound.natsOf(router).filter(({ type, logicalIp, externalIp }) => {
    if (familyOf(externalIp) !== familyOf(ip)) return false;
    if (type === "dnat_and_snat") return addressOf(logicalIp) === ip;
    return type === "snat" && prefixContains(asPrefix(logicalIp), ip);
  });
  return fitting.sort((a, b) => prefixLength(b.logicalIp) - prefixLength(a.logicalIp));
}

/** Carried out on the node of the port that it names, by a MAC of its own. */
function isDistributed({ type, logicalPort, externalMac }: Nat): boolean {
  return type === "dnat_and_snat" && logicalPort !== null && externalMac !== null;
}

function nodeOf({ southbound }: Inventory, { logicalPort }: Nat): string | null {
  const binding = southbound.portBinding(logicalPort ?? "");
  return binding === null ? null : (southbound.chassisOf(binding)?.hostname ?? null);
}

/** The chassis that has claimed the port; while none has, the one that should. */
function redirectOf(
  { northbound, southbound }: Inventory,
  port: LogicalRouterPort,
): { readonly redirect: string; readonly node: string | null } {
  const distributed = southbound.portBinding(port.name);
  const redirect = distributed?.options.get("chassis-redirect-port") ?? `cr-${port.name}`;
  const binding = southbound.portBinding(redirect);
  const claimed = binding === null ? null : southbound.chassisOf(binding);
  if (claimed !== null) return { redirect, node: claimed.hostname };
  const [wanted] = northbound
    .gatewayChassisOf(port)
    .sort((a, b) => b.priority - a.priority)
    .flatMap(({ chassisName }) => southbound.chassisByName(chassisName) ?? []);
  return { redirect, node: wanted?.hostname ?? null };
}

/** Addresses that a router may give to packets: NAT shows in the packets, whatever was planned. */
export function natAddresses({ northbound }: Inventory, end: PlannedEnd): string[] {
  const router = end.leaving === undefined ? null : northbound.logicalRouter(end.router ?? "");
  if (router === null) return [];
  const sameFamily = northbound
    .natsOf(router)
    .filter(({ type }) => type !== "dnat")
    .map(({ externalIp }) => externalIp)
    .filter((ip) => familyOf(ip) === familyOf(end.ip));
  const planned = end.leaving?.natIp ?? null;
  const first = planned === null ? [] : [planned];
  return [...new Set([...first, ...sameFamily])].slice(0, mostNatAddresses);
}

/** Each makes the filter of the taps longer. */
const mostNatAddresses = 6;

/**
 * The router itself has the address, or translates it: what goes there comes back to a pod of the
 * same VPC, or ends in the router.
 */
export function isRoutersOwn({ northbound }: Inventory, end: PlannedEnd): boolean {
  const router = end.leaving === undefined ? null : northbound.logicalRouter(end.router ?? "");
  if (router === null) return false;
  const { ip } = end;
  const ofPorts = northbound.portsOfRouter(router).flatMap(({ networks }) => networks);
  const ofBalancers = northbound
    .loadBalancersOf(router)
    .flatMap(({ vips }) => [...vips.keys()].map(addressOfVip));
  return (
    ofPorts.some((one) => addressOf(one) === ip) ||
    northbound.natsOf(router).some(({ externalIp }) => externalIp === ip) ||
    ofBalancers.includes(ip)
  );
}

/** "172.31.0.15:8081" or "[fd00::15]:8081", or an address alone (ovn-nb(5), Load_Balancer vips). */
export function addressOfVip(vip: string): string {
  const bracketed = /^\[(?<ip>[^\]]+)\]/.exec(vip)?.groups?.ip;
  if (bracketed !== undefined) return bracketed;
  return vip.split(":").length > 2 ? vip : (vip.split(":")[0] ?? vip);
}

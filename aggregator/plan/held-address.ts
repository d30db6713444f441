import type { Plan, PlannedEnd } from "../evidence/plan.ts";
import {
  type AddressClaim,
  addressClaims,
  portsClaiming,
  portsWithMac,
} from "../inventory/endpoints/claims.ts";
import { endpointOfPort } from "../inventory/endpoints/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { addressEnd, podEnd } from "./ends.ts";
import { type Far, pathBetween, podFar, type SentTraffic } from "./path.ts";
import { gatewayPortOf } from "./underlay.ts";

/**
 * The path to an address of a Subnet that no Pod has: keepalived's, one that a Vip keeps, one that
 * a pod was given by hand. It leads to the port that holds it, as far as the databases tell.
 */
export function heldFar(
  inventory: Inventory,
  source: PlannedEnd,
  to: { readonly ip: string; readonly subnet: string },
  traffic: SentTraffic,
): Far {
  const { ip, subnet } = to;
  const claims = addressClaims(inventory, ip, subnet);
  const ports = portsClaiming(claims, isRouted(source, subnet));
  const holders = ports.flatMap((port) => holderEnd(inventory, port, ip) ?? []);
  const end = holders[0] ?? unheldEnd(inventory, ip, subnet);
  return {
    ...podFar(inventory, source, end, traffic),
    held: { subnet, holders, nodes: nodesOfSubnet(inventory, subnet) },
  };
}

/** A router of OVN delivers, which goes by what it has learnt, not by who answers the sender. */
export function isRouted(source: Pick<PlannedEnd, "switchName">, subnet: string): boolean {
  return source.switchName !== subnet;
}

/**
 * The plan for who holds the address by what was seen: whose MAC the packets go to or answered for
 * it, or, where a router delivers, whom it has learnt by now. The plan as it is where neither is
 * known, and to no port at all where the MAC is of none.
 *
 * @param macs that the packets may go to, the likeliest first.
 */
export function toHolder(inventory: Inventory, plan: Plan, macs: readonly string[]): Plan {
  const { held, source, destination } = plan;
  if (held === undefined) return plan;
  const routed = isRouted(source, held.subnet);
  const claims = addressClaims(inventory, destination.ip, held.subnet);
  const learnt = routed ? learntPorts(claims) : [];
  const byMac = macs.flatMap((mac) => portsWithMac(inventory, mac, held.subnet));
  for (const port of [...learnt, ...byMac]) {
    const end = holderEnd(inventory, port, destination.ip);
    if (end === null) continue;
    if (end.logicalPort === destination.logicalPort) return plan;
    const others = held.holders.filter(({ logicalPort }) => logicalPort !== end.logicalPort);
    const { protocol } = plan.traffic;
    const far = podFar(inventory, source, end, { protocol, port: plan.targetPort });
    const path = pathBetween(
      inventory,
      source,
      { ...far, held: { ...held, holders: [end, ...others] } },
      { named: plan.named, port: plan.targetPort },
    );
    return { ...plan, ...path };
  }
  return plan;
}

/** Ports that a router sends to by its own knowledge, and does not have to ask for. */
export function learntPorts(claims: readonly AddressClaim[]): string[] {
  const known = claims.filter(({ source }) => source === "virtual_parent");
  // A port of type virtual stands in the way of what its router has learnt (ovn-northd(8)).
  const used = known.length > 0 ? known : claims.filter(({ source }) => source === "MAC_Binding");
  return portsClaiming(used, true);
}

function holderEnd(inventory: Inventory, port: string, ip: string): PlannedEnd | null {
  const endpoint = endpointOfPort(inventory, port);
  if (endpoint?.kind !== "Pod" || endpoint.hostNetwork || endpoint.node === null) return null;
  return podEnd(inventory, { ...endpoint, ips: [...endpoint.ips, ip] }, ip);
}

/** On the Subnet's switch, at no port that is known. */
function unheldEnd(inventory: Inventory, ip: string, subnet: string): PlannedEnd {
  const router = gatewayPortOf(inventory, subnet);
  const { northbound } = inventory;
  return {
    ...addressEnd(ip),
    switchName: subnet,
    router: router === null ? null : (northbound.routerOf(router)?.name ?? null),
  };
}

/** Nodes with ports of the Subnet: the address may be on any of them. */
function nodesOfSubnet({ northbound, southbound }: Inventory, subnet: string): string[] {
  const logicalSwitch = northbound.logicalSwitch(subnet);
  const ports = logicalSwitch === null ? [] : northbound.portsOf(logicalSwitch);
  const nodes = ports.flatMap(({ name, type }) => {
    const binding = type === "" ? southbound.portBinding(name) : null;
    return (binding === null ? null : southbound.chassisOf(binding)?.hostname) ?? [];
  });
  return [...new Set(nodes)];
}

import type { Fabric, PlannedEnd } from "../evidence/plan.ts";
import type { Inventory } from "../inventory/inventory.ts";
import type { LogicalRouterPort } from "../inventory/ovn/northbound-rows.ts";

/**
 * An underlay Subnet: its switch has a localnet port (pkg/ovs/util.go GetLocalnetName). Whether a
 * router of OVN has a port on it as well says nothing about that (`u2oInterconnection`,
 * `logicalGateway`).
 */
export function isUnderlay(inventory: Inventory, switchName: string | null): boolean {
  return localnetPortOf(inventory, switchName) !== null;
}

/** By which a switch meets a provider network; null where it does not. */
export function localnetPortOf(
  { northbound }: Inventory,
  switchName: string | null,
): string | null {
  const one = switchName === null ? null : northbound.logicalSwitch(switchName);
  const ports = one === null ? [] : northbound.portsOf(one);
  return ports.find(({ type }) => type === "localnet")?.name ?? null;
}

/** The router's port by which a Subnet's pods are routed; null where OVN routes none of them. */
export function gatewayPortOf(
  { northbound }: Inventory,
  switchName: string | null,
): LogicalRouterPort | null {
  const one = switchName === null ? null : northbound.logicalSwitch(switchName);
  return one === null ? null : (northbound.routingPortsOf(one)[0] ?? null);
}

/**
 * OVN itself forwards between the two: they are on one switch, or one router routes both. An
 * underlay Subnet that no router knows is no part of a VPC.
 */
export function areConnected(inventory: Inventory, one: PlannedEnd, other: PlannedEnd): boolean {
  if (one.switchName !== null && one.switchName === other.switchName) return true;
  const isAny = [one, other].some(({ switchName }) => isUnderlay(inventory, switchName));
  return !isAny || (one.router !== null && one.router === other.router);
}

/**
 * What carries packets to a pod on another node: OVN sends what is for a port of a switch with a
 * localnet port out by that, also where a router sent it there, and everything else into a tunnel
 * (OVN controller/physical.c). So the two directions of one path may go two ways.
 */
export function fabricTo(inventory: Inventory, { switchName }: PlannedEnd): Fabric {
  return isUnderlay(inventory, switchName) ? "provider" : "tunnel";
}

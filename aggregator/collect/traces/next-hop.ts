import { reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import type { Plan, PlannedEnd } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { prefixContains } from "../../inventory/ip-address.ts";
import { gatewayPortOf, isUnderlay } from "../../plan/underlay.ts";

/**
 * The MAC that a pod puts on its packets: within a subnet the one that OVN's ARP responder gives
 * for the other pod, which is what its logical port says, else the router's; in a provider's
 * network that of a host there, or of its gateway, where no router of OVN is.
 */
export function nextHopMac(
  inventory: Inventory,
  plan: Plan,
  from: PlannedEnd,
  to: PlannedEnd,
): string {
  if (plan.sameSubnet) return portMac(inventory, to) || strangersMac;
  if (isOutsideOvn(inventory, from, to.ip)) return strangersMac;
  return gatewayMac(from);
}

/** What an underlay pod sends to hosts of its VLAN, and what it sends where no router of OVN is. */
export function isOutsideOvn(inventory: Inventory, from: PlannedEnd, ip: string): boolean {
  if (!isUnderlay(inventory, from.switchName)) return false;
  const networks = gatewayPortOf(inventory, from.switchName)?.networks ?? [];
  return networks.length === 0 || networks.some((one) => prefixContains(one, ip));
}

/**
 * Hosts and gateways of a provider's network have MACs that OVN does not know, and it treats all of
 * those alike: this one, locally administered, stands for them in traces, and for the MAC of an
 * address that no port is known to hold.
 */
export const strangersMac = "02:00:00:00:00:01";

/**
 * The port by which a switch is tied to a provider's network.
 *
 * @throws {ReasonedError} when it has none.
 */
export function localnetPort({ northbound }: Inventory, { switchName }: PlannedEnd) {
  const one = northbound.logicalSwitch(switchName ?? "");
  const ports = one === null ? [] : northbound.portsOf(one);
  const localnet = ports.find(({ type }) => type === "localnet");
  if (localnet !== undefined) return localnet;
  const code = one === null ? "NO_LOGICAL_SWITCH" : "NO_LOCALNET_PORT";
  throw new ReasonedError(reason(code, { switch: switchName ?? "" }));
}

/** The MAC of a pod as its logical port has it; the pod's own when the port has none. */
export function portMac({ northbound }: Inventory, end: PlannedEnd): string {
  const port = northbound.logicalPort(end.logicalPort ?? "");
  return port?.addresses.find((address) => address.mac !== null)?.mac ?? end.mac ?? "";
}

/** @throws {ReasonedError} when the subnet has no router. */
export function gatewayMac(end: PlannedEnd): string {
  if (end.gatewayMac !== null) return end.gatewayMac;
  throw new ReasonedError(reason("NO_ROUTER_PORT", { subnet: end.switchName }));
}

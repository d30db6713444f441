import type { PlannedEnd, TunnelKeys } from "../evidence/plan.ts";
import type { NodeEndpoint, PodEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { addressOf } from "../inventory/ip-address.ts";
import type { LogicalSwitchPort } from "../inventory/ovn/northbound-rows.ts";
import { familyOf } from "./family.ts";
import { gatewayPortOf } from "./underlay.ts";

/** A pod with a network of its own, at the end of its veth. */
export function podEnd(inventory: Inventory, pod: PodEndpoint, ip: string): PlannedEnd {
  return {
    attachment: "veth",
    kind: "Pod",
    namespace: pod.namespace,
    name: pod.name,
    node: pod.node,
    ips: pod.ips,
    ip,
    interface: pod.interface,
    mac: pod.mac,
    // Also when the northbound has none: then this is the one that is missing.
    logicalPort: pod.logicalPort ?? pod.expectedLogicalPort,
    switchName: pod.subnet,
    router: pod.vpc,
    tunnelKeys: tunnelKeysOf(inventory, pod.logicalPort),
    ...gatewayOf(inventory, pod.subnet, ip),
  };
}

/** What is reached by a node's own port: the node, or a pod on the host network. */
export function hostEnd(
  inventory: Inventory,
  endpoint: NodeEndpoint | PodEndpoint,
  ip: string,
): PlannedEnd {
  const name = endpoint.logicalPort ?? endpoint.expectedLogicalPort;
  const end = nodePortEnd(inventory, endpoint.node ?? "", name, ip);
  return {
    ...end,
    kind: endpoint.kind,
    namespace: endpoint.kind === "Pod" ? endpoint.namespace : null,
    name: endpoint.name,
  };
}

/**
 * The `ovn0` of the node by which packets to an address leave OVN.
 *
 * @param logicalPort the node's port on the join switch.
 */
export function nodePortEnd(
  inventory: Inventory,
  node: string,
  logicalPort: string | null,
  ip: string,
): PlannedEnd {
  const { northbound } = inventory;
  const port = logicalPort === null ? null : northbound.logicalPort(logicalPort);
  const logicalSwitch = port === null ? null : northbound.switchOf(port);
  const router = logicalSwitch === null ? undefined : northbound.routersOf(logicalSwitch)[0];
  return {
    attachment: "ovn0",
    kind: "Node",
    namespace: null,
    name: node,
    node,
    ips: addressesOf(port),
    ip,
    interface: null,
    mac: port?.addresses.find(({ mac }) => mac !== null)?.mac ?? null,
    logicalPort,
    switchName: logicalSwitch?.name ?? null,
    router: router?.name ?? null,
    tunnelKeys: tunnelKeysOf(inventory, logicalPort),
    ...gatewayOf(inventory, logicalSwitch?.name ?? null, ip),
  };
}

/** What is reached by a node's NIC, past OVN: from other nodes, and to what is no pod. */
export function nicEnd(endpoint: NodeEndpoint | PodEndpoint, ip: string): PlannedEnd {
  const { kind, name, node, ips } = endpoint;
  return {
    ...addressEnd(ip),
    attachment: "nic",
    kind,
    namespace: endpoint.kind === "Pod" ? endpoint.namespace : null,
    name,
    node,
    ips,
  };
}

/** An address of which no node is known to have it. */
export function addressEnd(ip: string): PlannedEnd {
  return {
    attachment: "none",
    kind: "Address",
    namespace: null,
    name: ip,
    node: null,
    ips: [ip],
    ip,
    interface: null,
    mac: null,
    logicalPort: null,
    switchName: null,
    router: null,
    gatewayIp: null,
    gatewayMac: null,
  };
}

/** By which OVN names a port in a tunnel: a pod's, a node's, a router's gateway port. */
export function tunnelKeysOf(
  { southbound }: Inventory,
  logicalPort: string | null,
): TunnelKeys | null {
  const binding = logicalPort === null ? null : southbound.portBinding(logicalPort);
  const datapath = binding === null ? null : southbound.datapath(binding.datapath);
  if (binding === null || datapath === null) return null;
  return { datapath: datapath.tunnelKey, port: binding.tunnelKey };
}

function addressesOf(port: LogicalSwitchPort | null): string[] {
  return port?.addresses.flatMap(({ ips }) => ips) ?? [];
}

/** The router's port on an end's switch, by the family that is used. */
function gatewayOf(
  inventory: Inventory,
  subnet: string | null,
  ip: string,
): Pick<PlannedEnd, "gatewayIp" | "gatewayMac"> {
  const router = gatewayPortOf(inventory, subnet);
  const addresses = router?.networks.map(addressOf) ?? [];
  return {
    gatewayIp: addresses.find((address) => familyOf(address) === familyOf(ip)) ?? null,
    gatewayMac: router?.mac ?? null,
  };
}

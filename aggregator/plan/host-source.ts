import { reason } from "../../proto/reasons/index.ts";
import type { PlannedEnd } from "../evidence/plan.ts";
import type { Endpoint, NodeEndpoint, PodEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { prefixContains } from "../inventory/ip-address.ts";
import type { Subnet } from "../inventory/kubernetes/objects.ts";
import { addressEnd, hostEnd, nicEnd, podEnd } from "./ends.ts";
import { PlanError } from "./plan-error.ts";

/** What uses a node's own network: the node, and a pod on the host network. */
export type HostEndpoint = NodeEndpoint | PodEndpoint;

export function isOnHost(endpoint: Endpoint): endpoint is HostEndpoint {
  return endpoint.kind === "Node" || (endpoint.kind === "Pod" && endpoint.hostNetwork);
}

/**
 * A node as the end that sends: by its `ovn0` to the addresses of which kube-ovn-cni gives it a
 * route, and by its own NIC to all others.
 *
 * @param ip the node's own address, which those routes name as the source (`src`).
 * @param to the address that is sent to.
 */
export function hostNear(
  inventory: Inventory,
  from: HostEndpoint,
  ip: string,
  to: string,
): PlannedEnd {
  const byOvn = hostEnd(inventory, from, ip);
  return isRoutedIntoOvn(inventory, byOvn, to) ? byOvn : nicEnd(from, ip);
}

/**
 * kube-ovn pkg/daemon/controller_linux.go reconcileRouters: a route for each CIDR block, but for
 * one that has an address of this node in it, which a route would cut off. The join network is on
 * the link.
 */
function isRoutedIntoOvn(inventory: Inventory, node: PlannedEnd, to: string): boolean {
  const own = inventory.kubernetes.node(node.node ?? "")?.internalIPs ?? [];
  for (const subnet of inventory.kubernetes.subnets()) {
    const block = subnet.cidrs.find((cidr) => prefixContains(cidr, to));
    if (block === undefined || own.some((ip) => prefixContains(block, ip))) continue;
    if (subnet.name === node.switchName || hasHostRoute(inventory, node, subnet)) return true;
  }
  return false;
}

function hasHostRoute({ kubernetes }: Inventory, node: PlannedEnd, subnet: Subnet): boolean {
  const router = kubernetes.vpc(subnet.vpc)?.router ?? subnet.vpc;
  if (router !== node.router) return false;
  const { vlan, logicalGateway, u2oInterconnection, enableLb } = subnet;
  return vlan === "" || logicalGateway || (u2oInterconnection && enableLb !== true);
}

/** The end that an endpoint is to what comes by the nodes' network. */
export function endByNic(
  inventory: Inventory,
  to: Exclude<Endpoint, { kind: "Service" }>,
  ip: string,
): PlannedEnd {
  if (to.kind === "Address") return addressEnd(ip);
  return isOnHost(to) ? nicEnd(to, ip) : podEnd(inventory, to, ip);
}

/** @throws {PlanError} for what never leaves the node, so that there is nothing to be seen. */
export function refuseOwnNode(from: Endpoint, to: Endpoint): void {
  if (!isOnHost(from) || !isOnHost(to) || from.node !== to.node) return;
  const args = { source: nameOf(from), destination: nameOf(to), node: from.node ?? "" };
  throw new PlanError(reason("NEVER_LEAVES_NODE", args));
}

function nameOf(endpoint: HostEndpoint): string {
  return endpoint.kind === "Pod" ? `${endpoint.namespace}/${endpoint.name}` : endpoint.name;
}

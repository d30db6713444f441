import { reason } from "../../proto/reasons/index.ts";
import type { Plan, PlannedEnd } from "../evidence/plan.ts";
import type { Endpoint, PodEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { addressEnd, hostEnd, nodePortEnd, podEnd } from "./ends.ts";
import { familyOf } from "./family.ts";
import { leavingNodes } from "./leaving.ts";
import { PlanError } from "./plan-error.ts";

/** A path without its traffic: all that a trace needs. */
export type Path = Omit<Plan, "traffic" | "series">;

/** A path with the traffic that fits its destination. */
export interface PlannedPath {
  readonly path: Path;
  readonly protocol: Plan["traffic"]["protocol"];
  readonly port: number | null;
}

/** The source's own end; a pod on the host network sends by its node's port. */
export function nearEnd(inventory: Inventory, pod: PodEndpoint, ip: string): PlannedEnd {
  if (!pod.hostNetwork) return podEnd(inventory, pod, ip);
  const end = hostEnd(inventory, pod, ip);
  // To pods the node's own traffic goes out by ovn0, with the address of that.
  return { ...end, ip: end.ips.find((one) => one.includes(":") === ip.includes(":")) ?? ip };
}

export interface Far {
  readonly end: PlannedEnd;
  readonly exit: Plan["exit"];
}

/** Where packets to an endpoint leave OVN, or end. */
export function farEnd(
  inventory: Inventory,
  source: PlannedEnd,
  to: Exclude<Endpoint, { kind: "Service" }>,
  ip: string,
): Far {
  if (to.kind === "Pod" && !to.hostNetwork) {
    const end = podEnd(inventory, to, ip);
    if (isProvider(inventory, source) === isProvider(inventory, end)) return { end, exit: "none" };
    if (source.router !== null && source.router === end.router) throw joined(source, end);
    // Between OVN's own networks and a provider's lies the network outside.
    return leavingEnd(inventory, source, ip);
  }
  const far = leavingEnd(inventory, source, ip);
  const isThere = to.kind !== "Address" && far.end.node !== null && far.end.node === to.node;
  return isThere ? { end: hostEnd(inventory, to, ip), exit: "host" } : far;
}

/** The node by which packets to an address leave OVN; none is known for those of a provider. */
function leavingEnd(inventory: Inventory, source: PlannedEnd, ip: string): Far {
  const [leaving] = isProvider(inventory, source) ? [] : leavingNodes(inventory, source, ip);
  if (leaving === undefined) return { end: addressEnd(ip), exit: "outside" };
  const end = nodePortEnd(inventory, leaving.node, leaving.logicalPort, ip);
  return { end, exit: "outside" };
}

/** kube-ovn's u2oInterconnection and logicalGateway: requests and replies take different ways. */
function joined(source: PlannedEnd, end: PlannedEnd): PlanError {
  const ends = { source: source.name, destination: end.name };
  const subnets = { sourceSubnet: source.switchName, destinationSubnet: end.switchName };
  return new PlanError(reason("JOINED_UNDERLAY_NOT_SUPPORTED", { ...ends, ...subnets }));
}

/** Puts both ends together. */
export function pathBetween(
  inventory: Inventory,
  source: PlannedEnd,
  { end: destination, exit }: Far,
  given: { readonly named: Plan["named"]; readonly port: number | null },
): Path {
  const sameNode = source.node !== null && source.node === destination.node;
  const isProviderPath =
    isProvider(inventory, source) && (isProvider(inventory, destination) || exit === "outside");
  // A gateway masquerades; a node's route to pods may name another of its addresses (`src`).
  const translating =
    exit === "outside" ? destination : source.attachment === "ovn0" ? source : null;
  const otherSources = addressesOfNode(inventory, translating?.node ?? null).filter(
    (ip) => familyOf(ip) === familyOf(source.ip),
  );
  return {
    named: given.named,
    source,
    destination,
    relation: sameNode || destination.attachment === "none" ? "same-node" : "cross-node",
    sameSubnet: source.switchName !== null && source.switchName === destination.switchName,
    fabric: isProviderPath ? "provider" : "tunnel",
    exit,
    conversation: {
      sources: [...new Set([source.ip, ...otherSources])],
      destinations: [destination.ip],
      ports: given.port === null ? [] : [given.port],
    },
    targetPort: given.port,
    service: null,
    isAddressShared: isShared(inventory, source, destination),
  };
}

/** An underlay subnet: its switch has a localnet port (pkg/ovs/util.go GetLocalnetName). */
function isProvider({ northbound }: Inventory, end: PlannedEnd): boolean {
  const logicalSwitch = end.switchName === null ? null : northbound.logicalSwitch(end.switchName);
  if (logicalSwitch === null) return false;
  return northbound.portsOf(logicalSwitch).some((port) => port.type === "localnet");
}

/** Addresses that a node may give to packets of its own, and to those that it masquerades. */
function addressesOfNode({ kubernetes, southbound }: Inventory, node: string | null): string[] {
  if (node === null) return [];
  const encaps = southbound
    .chassisOfHostname(node)
    .flatMap((chassis) => southbound.encapIps(chassis));
  return [...new Set([...(kubernetes.node(node)?.internalIPs ?? []), ...encaps])];
}

/**
 * Another port of the source's VPC has the same address, so an answer from it need not be this
 * end's. What other VPCs have cannot answer.
 */
function isShared({ northbound }: Inventory, source: PlannedEnd, end: PlannedEnd): boolean {
  if (end.attachment !== "veth") return false;
  return northbound.portsWithAddress(end.ip).some((port) => {
    if (port.name === end.logicalPort) return false;
    const logicalSwitch = northbound.switchOf(port);
    if (logicalSwitch === null) return false;
    const isNear = logicalSwitch.name === source.switchName;
    return isNear || northbound.routersOf(logicalSwitch).some(({ name }) => name === source.router);
  });
}

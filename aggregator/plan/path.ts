import { reason } from "../../proto/reasons/index.ts";
import type { Fabric, Plan, PlannedEnd } from "../evidence/plan.ts";
import type { Endpoint, PodEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { prefixContains } from "../inventory/ip-address.ts";
import { addressEnd, hostEnd, nodePortEnd, podEnd } from "./ends.ts";
import { externalEnd, isRoutersOwn, natAddresses, type RouterExit } from "./external-network.ts";
import { familyOf } from "./family.ts";
import { leavingNodes } from "./leaving.ts";
import { PlanError } from "./plan-error.ts";
import { routerDecision } from "./router-decision.ts";
import { areConnected, fabricTo, gatewayPortOf, isUnderlay } from "./underlay.ts";

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
  if (to.kind === "Pod" && !to.hostNetwork)
    return podFar(inventory, source, podEnd(inventory, to, ip));
  return to.kind === "Address"
    ? leavingEnd(inventory, source, ip)
    : hostFar(inventory, source, hostEnd(inventory, to, ip));
}

/** A node's own stack, where packets to its address leave OVN by its `ovn0`. */
export function hostFar(inventory: Inventory, source: PlannedEnd, end: PlannedEnd): Far {
  const far = leavingEnd(inventory, source, end.ip);
  const isThere = far.end.attachment === "ovn0" && far.end.node === end.node;
  return isThere ? { end, exit: "host" } : far;
}

/** A pod, where OVN or the VLANs of a provider network lead to it. */
export function podFar(inventory: Inventory, source: PlannedEnd, end: PlannedEnd): Far {
  const there: Far = { end, exit: "none" };
  if (areConnected(inventory, source, end)) return there;
  const far = leavingEnd(inventory, source, end.ip);
  // Between two VLANs the router is outside, and both ends are seen on their way to it and from it.
  const isByVlan = far.end.attachment === "none" && isUnderlay(inventory, source.switchName);
  const isBack = isByVlan && isUnderlay(inventory, end.switchName);
  return isBack && answersByVlan(inventory, end, source) ? there : far;
}

/** What an underlay pod answers leaves by its VLAN, too: no router of OVN sends it elsewhere. */
function answersByVlan(inventory: Inventory, end: PlannedEnd, source: PlannedEnd): boolean {
  return leavingEnd(inventory, end, source.ip).end.attachment === "none";
}

/** Where packets to an address leave OVN; no node is known for those of a provider network. */
function leavingEnd(inventory: Inventory, source: PlannedEnd, ip: string): Far {
  const nowhere: Far = { end: addressEnd(ip), exit: "outside" };
  const { switchName } = source;
  const isJoined = gatewayPortOf(inventory, switchName) !== null;
  if (isUnderlay(inventory, switchName) && !isJoined) return nowhere;
  const [leaving] = leavingNodes(inventory, source, ip);
  if (leaving !== undefined) {
    const end = nodePortEnd(inventory, leaving.node, leaving.logicalPort, ip);
    return { end, exit: "outside" };
  }
  const exit = exitOf(inventory, source, ip);
  const end = exit === null ? null : externalEnd(inventory, source, ip, exit);
  // Back into the source's own VLAN: it leaves as what the pod sends there by itself.
  if (end === null) return nowhere;
  if (end.switchName === source.switchName) {
    const { leaving } = end;
    return leaving === undefined ? nowhere : { ...nowhere, end: { ...nowhere.end, leaving } };
  }
  if (isRoutersOwn(inventory, end)) throw notFollowed(source, end);
  return { end, exit: "outside" };
}

/** The router's port by which packets leave it; null where it sends them nowhere. */
function exitOf(inventory: Inventory, source: PlannedEnd, ip: string): RouterExit | null {
  const router = inventory.northbound.logicalRouter(source.router ?? "");
  const packet = { source: source.ip, destination: ip };
  const decision = router === null ? null : routerDecision(inventory, router.name, packet);
  if (router === null || decision === null || decision.kind === "none") return null;
  const nexthop = decision.nexthops[0]?.ip ?? ip;
  const port = inventory.northbound
    .portsOfRouter(router)
    .find(({ networks }) => networks.some((one) => prefixContains(one, nexthop)));
  return port === undefined || decision.kind === "drop" ? null : { outport: port.name, nexthop };
}

function notFollowed(source: PlannedEnd, end: PlannedEnd): PlanError {
  const { ip: address, router } = end;
  return new PlanError(reason("ROUTERS_OWN_ADDRESS", { source: source.name, address, router }));
}

/** Puts both ends together. */
export function pathBetween(
  inventory: Inventory,
  source: PlannedEnd,
  { end: destination, exit }: Far,
  given: { readonly named: Plan["named"]; readonly port: number | null },
): Path {
  const sameNode = source.node !== null && source.node === destination.node;
  const { fabric, replyFabric } = fabricsBetween(inventory, source, { end: destination, exit });
  // A gateway masquerades; a node's route to pods may name another of its addresses (`src`).
  const translating =
    exit === "outside" ? destination : source.attachment === "ovn0" ? source : null;
  const byNode = translating?.attachment === "localnet" ? null : (translating?.node ?? null);
  const otherSources = addressesOfNode(inventory, byNode).filter(
    (ip) => familyOf(ip) === familyOf(source.ip),
  );
  return {
    named: given.named,
    source,
    destination,
    relation: sameNode || destination.attachment === "none" ? "same-node" : "cross-node",
    sameSubnet: source.switchName !== null && source.switchName === destination.switchName,
    fabric,
    ...(replyFabric === fabric ? {} : { replyFabric }),
    exit,
    conversation: {
      sources: [...new Set([source.ip, ...otherSources, ...natAddresses(inventory, destination)])],
      destinations: [destination.ip],
      ports: given.port === null ? [] : [given.port],
    },
    targetPort: given.port,
    service: null,
    isAddressShared: isShared(inventory, source, destination),
  };
}

function fabricsBetween(
  inventory: Inventory,
  source: PlannedEnd,
  { end, exit }: Far,
): { readonly fabric: Fabric; readonly replyFabric: Fabric } {
  if (exit === "none" && end.attachment === "veth") {
    return { fabric: fabricTo(inventory, end), replyFabric: fabricTo(inventory, source) };
  }
  const isByVlan = exit === "outside" && end.attachment === "none";
  const fabric = isByVlan ? fabricTo(inventory, source) : "tunnel";
  return { fabric, replyFabric: fabric };
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

import { reason } from "../../proto/reasons/index.ts";
import { type Fabric, isHost, type Plan, type PlannedEnd } from "../evidence/plan.ts";
import type { Endpoint, SourceEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { addressEnd, hostEnd, nodePortEnd, podEnd } from "./ends.ts";
import { externalEnd, isRoutersOwn, natAddresses } from "./external-network.ts";
import { familyOf } from "./family.ts";
import { endByNic, hostNear, isOnHost } from "./host-source.ts";
import { PlanError } from "./plan-error.ts";
import { leavingNodes } from "./routing/leaving.ts";
import type { RoutedPacket } from "./routing/routed.ts";
import { type Way, wayOf } from "./routing/way.ts";
import { areConnected, fabricTo, gatewayPortOf, isUnderlay } from "./underlay.ts";

/** A path without its traffic: all that a trace needs. */
export type Path = Omit<Plan, "traffic" | "series">;

/** A path with the traffic that fits its destination. */
export interface PlannedPath {
  readonly path: Path;
  readonly protocol: Plan["traffic"]["protocol"];
  readonly port: number | null;
  /** Path to GET on every open connection; "" or absent for none. */
  readonly httpPath?: string;
}

/** The source's own end; what uses a node's network has two ways, by where it sends to. */
export function nearEnd(
  inventory: Inventory,
  from: SourceEndpoint,
  ip: string,
  to: string,
): PlannedEnd {
  if (isOnHost(from)) return hostNear(inventory, from, ip, to);
  return podEnd(inventory, from, ip);
}

export interface Far extends Pick<Plan, "exit"> {
  readonly end: PlannedEnd;
  /** @see Plan.gateways */
  readonly gateways?: readonly PlannedEnd[];
  /** @see Plan.vpcs */
  readonly vpcs?: NonNullable<Plan["vpcs"]>;
  /** @see Plan.held */
  readonly held?: NonNullable<Plan["held"]>;
}

/** What is sent, where a router may look at it. */
export type SentTraffic = Pick<RoutedPacket, "protocol" | "port">;

/** Where packets to an endpoint leave OVN, or end. */
export function farEnd(
  inventory: Inventory,
  source: PlannedEnd,
  to: Exclude<Endpoint, { kind: "Service" }>,
  ip: string,
  traffic: SentTraffic,
): Far {
  if (source.attachment === "nic")
    return nicFar(inventory, source, endByNic(inventory, to, ip), traffic);
  if (to.kind === "Pod" && !to.hostNetwork)
    return podFar(inventory, source, podEnd(inventory, to, ip), traffic);
  return to.kind === "Address"
    ? leavingEnd(inventory, source, ip, traffic)
    : hostFar(inventory, source, hostEnd(inventory, to, ip), traffic);
}

/**
 * Where packets end that a node sends by its NIC: in another node, in a pod that is reached through
 * the physical network, or outside the cluster.
 *
 * @param to by the NIC of its node, where it uses that node's network.
 * @throws {PlanError} where there is no such way.
 */
export function nicFar(
  inventory: Inventory,
  source: PlannedEnd,
  to: PlannedEnd,
  traffic: SentTraffic,
): Far {
  if (to.attachment === "nic") return { end: to, exit: "host" };
  if (to.attachment === "none") return { end: to, exit: "outside" };
  const pod = `${to.namespace ?? ""}/${to.name}`;
  const node = source.node ?? "";
  if (!isUnderlay(inventory, to.switchName)) {
    throw new PlanError(reason("NODE_CANNOT_REACH_VPC", { node, pod, vpc: to.router }));
  }
  if (!answersByVlan(inventory, to, source, traffic)) {
    const subnet = to.switchName ?? "";
    throw new PlanError(reason("NODE_ANSWERED_THROUGH_OVN", { node, pod, subnet }));
  }
  return { end: to, exit: "none" };
}

/** A node's own stack, where packets to its address leave OVN by its `ovn0`. */
export function hostFar(
  inventory: Inventory,
  source: PlannedEnd,
  end: PlannedEnd,
  traffic: SentTraffic,
): Far {
  const far = leavingEnd(inventory, source, end.ip, traffic);
  const isThere = far.end.attachment === "ovn0" && far.end.node === end.node;
  return isThere ? { end, exit: "host" } : far;
}

/** A pod, where OVN or the VLANs of a provider network lead to it. */
export function podFar(
  inventory: Inventory,
  source: PlannedEnd,
  end: PlannedEnd,
  traffic: SentTraffic,
): Far {
  const there: Far = { end, exit: "none" };
  if (areConnected(inventory, source, end)) {
    return inOtherVpc(inventory, source, end, traffic) ?? there;
  }
  const far = leavingEnd(inventory, source, end.ip, traffic);
  // Between two VLANs the router is outside, and both ends are seen on their way to it and from it.
  const isByVlan = far.end.attachment === "none" && isUnderlay(inventory, source.switchName);
  const isBack = isByVlan && isUnderlay(inventory, end.switchName);
  return isBack && answersByVlan(inventory, end, source, traffic) ? there : far;
}

/** What an underlay pod answers leaves by its VLAN, too: no router of OVN sends it elsewhere. */
function answersByVlan(
  inventory: Inventory,
  end: PlannedEnd,
  source: PlannedEnd,
  traffic: SentTraffic,
): boolean {
  return leavingEnd(inventory, end, source.ip, traffic).end.attachment === "none";
}

/**
 * Of overlay pods in two VPCs: the pod, where the routes of the source's VPC lead to its Subnet;
 * else where they lead instead, and nothing is to be looked for at the pod. Null within one VPC.
 */
function inOtherVpc(
  inventory: Inventory,
  source: PlannedEnd,
  end: PlannedEnd,
  traffic: SentTraffic,
): Far | null {
  const [from, to] = [source.router, end.router];
  const isSame = source.switchName === end.switchName || from === to;
  if (from === null || to === null || isSame) return null;
  const way = wayBetween(inventory, source, end.ip, traffic);
  const vpcs = {
    source: from,
    destination: to,
    subnet: end.switchName ?? "",
    isReached: leadsTo(way, end),
    isAnswered: leadsTo(wayBetween(inventory, end, source.ip, traffic), source),
  };
  const isThere = way.ends.some(({ switchName }) => switchName === end.switchName);
  // Where another port of the source's VPC has the address, the end shows whose the answers are.
  if (isThere || isShared(inventory, source, end)) return { end, exit: "none", vpcs };
  return { ...leavingEnd(inventory, source, end.ip, traffic), vpcs };
}

/** Null where it cannot be told. */
function leadsTo(way: Way, end: PlannedEnd): boolean | null {
  if (way.isUncertain) return null;
  const leads = way.ends.every(({ switchName, nexthop }) => {
    return switchName === end.switchName && nexthop === end.ip;
  });
  return leads && way.ends.length > 0;
}

function wayBetween(inventory: Inventory, from: PlannedEnd, ip: string, traffic: SentTraffic): Way {
  return wayOf(inventory, from, { source: from.ip, destination: ip, ...traffic });
}

/** Where packets to an address leave OVN; no node is known for those of a provider network. */
function leavingEnd(
  inventory: Inventory,
  source: PlannedEnd,
  ip: string,
  traffic: SentTraffic,
): Far {
  const nowhere: Far = { end: addressEnd(ip), exit: "outside" };
  const { switchName } = source;
  const isJoined = gatewayPortOf(inventory, switchName) !== null;
  if (isUnderlay(inventory, switchName) && !isJoined) return nowhere;
  const way = wayBetween(inventory, source, ip, traffic);
  const gateways = leavingNodes(inventory, way).map((one) =>
    nodePortEnd(inventory, one.node, one.logicalPort, ip),
  );
  const [gateway] = gateways;
  if (gateway !== undefined) {
    return { end: gateway, exit: "outside", ...(way.ends.length > 1 ? { gateways } : {}) };
  }
  const [{ outport = null, nexthop = ip } = {}] = way.ends;
  const end = outport === null ? null : externalEnd(inventory, source, ip, { outport, nexthop });
  // Back into the source's own VLAN: it leaves as what the pod sends there by itself.
  if (end === null) return nowhere;
  if (end.switchName === source.switchName) {
    const { leaving } = end;
    return leaving === undefined ? nowhere : { ...nowhere, end: { ...nowhere.end, leaving } };
  }
  if (isRoutersOwn(inventory, end)) throw notFollowed(source, end);
  return { end, exit: "outside" };
}

function notFollowed(source: PlannedEnd, end: PlannedEnd): PlanError {
  const { ip: address, router } = end;
  return new PlanError(reason("ROUTERS_OWN_ADDRESS", { source: source.name, address, router }));
}

/** Puts both ends together. */
export function pathBetween(
  inventory: Inventory,
  source: PlannedEnd,
  { end: destination, exit, gateways, vpcs, held }: Far,
  given: { readonly named: Plan["named"]; readonly port: number | null },
): Path {
  // What a node sends by its NIC comes back to it from the network behind.
  const isByOvn = source.attachment !== "nic";
  const sameNode = isByOvn && source.node !== null && source.node === destination.node;
  const { fabric, replyFabric } = fabricsBetween(inventory, source, { end: destination, exit });
  // A gateway masquerades; a node's route to pods may name another of its addresses (`src`).
  const translating = exit === "outside" && isByOvn ? destination : isHost(source) ? source : null;
  const translators = gateways ?? (translating === null ? [] : [translating]);
  // Without it the kernel takes the address of the interface.
  const ofInterface = isHost(source) ? source.ips : [];
  const otherSources = translators
    .filter(({ attachment }) => attachment !== "localnet")
    .flatMap(({ node }) => addressesOfNode(inventory, node))
    .concat(ofInterface)
    .filter((ip) => familyOf(ip) === familyOf(source.ip));
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
    ...(gateways === undefined ? {} : { gateways }),
    ...(vpcs === undefined ? {} : { vpcs }),
    ...(held === undefined ? {} : { held }),
    ...returnNodes(inventory, source, { end: destination, exit }),
  };
}

/** Whoever routes outside chooses the node, where packets keep the pod's address. */
function returnNodes(
  { kubernetes }: Inventory,
  source: PlannedEnd,
  { end, exit }: Far,
): Pick<Plan, "returnNodes"> {
  const subnet = source.switchName === null ? null : kubernetes.subnet(source.switchName);
  const isRouted = exit === "outside" && end.attachment === "ovn0" && source.attachment === "veth";
  if (!isRouted || subnet === null || subnet.natOutgoing) return {};
  const others = [...kubernetes.nodes()].map(({ name }) => name);
  return { returnNodes: others.filter((name) => name !== end.node) };
}

function fabricsBetween(
  inventory: Inventory,
  source: PlannedEnd,
  { end, exit }: Far,
): { readonly fabric: Fabric; readonly replyFabric: Fabric } {
  if (source.attachment === "nic") {
    const fabric = end.attachment === "veth" ? fabricTo(inventory, end) : "host";
    return { fabric, replyFabric: fabric };
  }
  if (exit === "none" && end.attachment === "veth") {
    return { fabric: fabricTo(inventory, end), replyFabric: fabricTo(inventory, source) };
  }
  const replyFabric = fabricTo(inventory, source);
  const isByVlan = exit === "outside" && end.attachment === "none";
  return { fabric: isByVlan ? replyFabric : "tunnel", replyFabric };
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

import type { NameResolution } from "../../proto/documents/v1/attempts.ts";
import type {
  Diagnosis,
  Direction,
  EndpointSummary,
  Protocol,
} from "../../proto/documents/v1/diagnosis.ts";
import type { Reason } from "../../proto/reasons/index.ts";

/**
 * What is to be looked at: both ends, how they are related, and the probes to send.
 *
 * A plan holds what the inventory said when the diagnosis began; whether it is true is for the
 * evidence to show.
 */
export interface Plan {
  /** What the user named; the ends below are where OVN takes the packets. */
  readonly named: { readonly source: EndpointSummary; readonly destination: EndpointSummary };
  readonly source: PlannedEnd;
  /**
   * The far end of the path through OVN: a pod, the backend of a Service that packets go to, or the
   * `ovn0` of the node by which they leave OVN.
   */
  readonly destination: PlannedEnd;
  /** Where the packets have to go: over one br-int, or over two and the underlay between them. */
  readonly relation: "same-node" | "cross-node";
  readonly sameSubnet: boolean;
  /** What carries packets from node to node. */
  readonly fabric: Fabric;
  /**
   * What carries answers, where it is not the same: between an underlay Subnet and the others of
   * its VPC each direction goes by what the receiver's switch is tied to. Absent otherwise.
   */
  readonly replyFabric?: Fabric;
  /**
   * - `none`: the packet ends in a pod;
   * - `host`: it ends in the node's own stack (a node, a pod on the host network);
   * - `outside`: it leaves the cluster by the NIC of the node of `destination`, or by that of a
   *   provider network where the destination hangs on `localnet`.
   */
  readonly exit: "none" | "host" | "outside";
  readonly conversation: Conversation;
  /** The port that the far end is asked for: a Service's target port. Null for ICMP. */
  readonly targetPort: number | null;
  /** Null unless a Service is asked for. */
  readonly service: PlannedService | null;
  /** Other ports have the destination's address: an answer from it may be another's. */
  readonly isAddressShared: boolean;
  /**
   * The gateway nodes over which OVN spreads what leaves it, with `ovn0` of each; `destination` is
   * one of them. Absent where the router names one next hop, or none.
   */
  readonly gateways?: readonly PlannedEnd[];
  /**
   * What OVN chooses among them by: by the source's address, so that all packets of a pod take one
   * (Kube-OVN's patches), or by connection. Absent where that is not known.
   */
  readonly gatewayChoice?: "source" | "connection";
  /** Of pods in two VPCs; absent within one VPC, and where an end is no pod. */
  readonly vpcs?: PlannedVpcs;
  /**
   * Nodes by which answers from outside may return other than the one that requests leave by: the
   * source's Subnet has no natOutgoing. Absent where answers go to an address of a node.
   */
  readonly returnNodes?: readonly string[];
  /** Of a destination that is an address which no Pod has; absent for others. */
  readonly held?: HeldAddress;
  /** Ends that have no node or no address, so that nothing can be sent; absent when both have. */
  readonly unplaced?: readonly Role[];
  readonly traffic: Diagnosis["traffic"];
  /** Why the other IP version is not diagnosed, in words; null or absent when that is no news. */
  readonly notDiagnosed?: Reason | null;
  readonly series: readonly PlannedSeries[];
  /** How the destination's host name was resolved; null or absent when none was named. */
  readonly resolution?: NameResolution | null;
  /** The error that the user saw, as the client printed it; "" or absent when none was told. */
  readonly errorText?: string;
}

export type Role = "source" | "destination";

/**
 * Tunnels, a provider network's VLAN, or the nodes' own network, which is how packets go that a
 * node sends past OVN.
 */
export type Fabric = "tunnel" | "provider" | "host";

/**
 * All addresses and ports that packets of the asked traffic may carry: NAT changes them on the way
 * (a Service's to a backend's, a pod's to its gateway node's).
 */
export interface Conversation {
  readonly sources: readonly string[];
  readonly destinations: readonly string[];
  /** Destination ports of requests; empty for ICMP, and when none was asked for. */
  readonly ports: readonly number[];
}

/**
 * Two VPCs, and whether their routes lead from one pod's Subnet to the other's: peered ones have a
 * route on each side. Null where that could not be told.
 */
export interface PlannedVpcs {
  readonly source: string;
  readonly destination: string;
  /** The destination's. */
  readonly subnet: string;
  /** Where it is not, `destination` of the plan is where the routes lead instead. */
  readonly isReached: boolean | null;
  readonly isAnswered: boolean | null;
}

/** An address of a Subnet that no Pod has, and who may hold it. */
export interface HeldAddress {
  readonly subnet: string;
  /**
   * Pods by the ports that may have it, the likeliest first, which is `destination` of the plan;
   * empty where no source names one.
   */
  readonly holders: readonly PlannedEnd[];
  /** Nodes with ports of the Subnet, on any of which somebody may answer for it. */
  readonly nodes: readonly string[];
}

/** A Service and what the inventory says of the port that is asked for. */
export interface PlannedService {
  readonly namespace: string;
  readonly name: string;
  readonly ip: string;
  readonly port: number;
  /** A client stays with one backend: OVN has to learn which (`options:affinity_timeout`). */
  readonly affinity?: boolean;
  /** By what a pod comes to itself, where it is not `ip`. */
  readonly hairpinIps?: readonly string[];
  /** What the load balancer sends to, in the order of the row. */
  readonly backends: readonly PlannedBackend[];
}

export interface PlannedBackend {
  readonly ip: string;
  readonly port: number;
  /** Null when no pod has the address. */
  readonly end: PlannedEnd | null;
  /** Whether a pod has the address was not looked up: there are too many of them. */
  readonly isUnexamined?: true;
}

/** One end, resolved to everything that a trace, a tap or a probe needs. */
export interface PlannedEnd {
  /**
   * How it hangs on br-int: by a pod's veth, by the node's own `ovn0`, by the patch to the bridge
   * of a provider network, or on no known node. What a node sends by its own NIC (`nic`) never
   * comes to br-int.
   */
  readonly attachment: "veth" | "ovn0" | "localnet" | "nic" | "none";
  readonly kind: Diagnosis["source"]["kind"];
  readonly namespace: string | null;
  readonly name: string;
  readonly node: string | null;
  /** Addresses of the attachment: of the pod, of `ovn0`, or the node's own. */
  readonly ips: readonly string[];
  /** The address to which packets for this end go, from it they come. */
  readonly ip: string;
  /** Interface in the pod; null for the pod's first one. */
  readonly interface: string | null;
  readonly mac: string | null;
  readonly logicalPort: string | null;
  readonly switchName: string | null;
  readonly router: string | null;
  /** What OVN puts on tunnel packets for this end; null or absent where that is not known. */
  readonly tunnelKeys?: TunnelKeys | null;
  /** The router's address and MAC on this end's switch; null when it has no port there. */
  readonly gatewayIp: string | null;
  readonly gatewayMac: string | null;
  /** Where a router of OVN sends the packets into a provider network. */
  readonly leaving?: LeavingRouter;
}

/** How a router's packets get into a provider network. */
export interface LeavingRouter {
  /** The router's port on that network's switch, and its MAC. */
  readonly routerPort: string;
  readonly mac: string;
  /** Next hop in that network; null where the destination itself is in it. */
  readonly nexthop: string | null;
  /** The router has learnt the next hop's MAC. Until then it asks, and packets wait. */
  readonly isNexthopKnown: boolean;
  /** Addresses with which it asks. */
  readonly asksAs: readonly string[];
  /**
   * The port of type chassisredirect, whose chassis all packets pass; null where the node on which
   * they are routed sends them out by itself.
   */
  readonly redirect: string | null;
  /** The address that the router gives to the packets instead of the source's; null for none. */
  readonly natIp: string | null;
}

/** By which OVN names the receiver of a packet in a tunnel (ovn-architecture(7)). */
export interface TunnelKeys {
  /** The VNI: the tunnel key of the port's datapath. */
  readonly datapath: number;
  readonly port: number;
}

/**
 * A row of equal probes.
 *
 * - `asked`: what the user asked for; the verdict is about these.
 * - `learning`: one like these, sent ahead of them to a Service with affinity, to an address that
 *   no Pod has, or where a router has to ask for its next hop's MAC. OVN drops the packet by which
 *   it learns a new client's backend, and may drop one that waits for the MAC: it says nothing
 *   about those that follow.
 * - `survey`: small ICMP echoes in quick succession, to tell loss from absence.
 * - `large`: ICMP echoes of the pod's MTU with DF set, to find a path MTU that is too small.
 * - `sweep`: when none of the large ones is answered, echoes of sizes in between.
 */
export interface PlannedSeries {
  readonly name: SeriesName;
  readonly protocol: Protocol;
  readonly port: number | null;
  readonly count: number;
  readonly intervalMs: number;
  readonly waitMs: number;
  /** Sent when those without this have been answered, or so long after them; else with them. */
  readonly afterMs?: number;
  /** IP packet size in bytes; null for the protocol's smallest useful one. */
  readonly packetBytes: number | null;
  readonly dontFragment: boolean;
  /** ICMP echo identifier, or first source port. */
  readonly identifier: number;
  /** Where the probes are sent: a Service's address, or the destination's. */
  readonly destination: string;
  /** Of a sweep: sizes between these two, each an echo with an identifier of its own. */
  readonly sweep?: { readonly passes: number; readonly fails: number };
  /** Path to GET on every open connection of tcp. */
  readonly httpPath?: string;
}

export type SeriesName = "asked" | "learning" | "survey" | "large" | "sweep" | "passive";

/** Kube-OVN's interface of every node into the join network (pkg/util/const.go, NodeNic). */
export const nodeInterface = "ovn0";

/** The other end, as seen from one. */
export function otherRole(role: Role): Role {
  return role === "source" ? "destination" : "source";
}

/**
 * A pod asks its own Service and is the backend: OVN turns the packet round on its bridge, and
 * gives it the Service's address as its source (ovn-northd(8), "Pre-Hairpin").
 */
export function isHairpin({
  source,
  destination,
  service,
}: Pick<Plan, "service"> & Record<Role, Pick<PlannedEnd, "attachment" | "logicalPort">>): boolean {
  if (service === null || source.attachment !== "veth") return false;
  return source.logicalPort !== null && source.logicalPort === destination.logicalPort;
}

/** The address that an end sends to: a client of a Service sends to the Service's. */
export function peerAddress(plan: Plan, role: Role): string {
  const { source, destination, service } = plan;
  if (role === "source") return service?.ip ?? destination.ip;
  return isHairpin(plan) ? (service?.ip ?? source.ip) : source.ip;
}

/** The end on whose node packets leave the cluster. */
export function exitRole(plan: Plan): Role {
  const { attachment } = plan.destination;
  return attachment === "ovn0" || attachment === "localnet" ? "destination" : "source";
}

/** OVN spreads packets over gateways, and those of one pod may take different ones. */
export function hasOpenGateway({ gateways, gatewayChoice }: Plan): boolean {
  return gateways !== undefined && gatewayChoice !== "source";
}

/** What carries packets of a direction from node to node. */
export function fabricOf(
  { fabric, replyFabric }: Pick<Plan, "fabric" | "replyFabric">,
  direction: Direction,
): Fabric {
  return direction === "reply" ? (replyFabric ?? fabric) : fabric;
}

/** What carries packets from node to node, in either direction. */
export function fabricsOf(plan: Pick<Plan, "fabric" | "replyFabric">): Fabric[] {
  return [...new Set([fabricOf(plan, "request"), fabricOf(plan, "reply")])];
}

type Ends = Readonly<Record<Role, Pick<PlannedEnd, "attachment">>>;

/** The ends that a node is known of: what is outside the cluster has no agent to ask. */
export function observableRoles(plan: Ends): Role[] {
  return (["source", "destination"] as const).filter((role) => plan[role].attachment !== "none");
}

/** The ends that hang on br-int: OVN has a port for them, and flows. */
export function bridgeRoles(plan: Ends): Role[] {
  return observableRoles(plan).filter((role) => plan[role].attachment !== "nic");
}

/** The ends with an interface of their own on br-int, a pod's or the node's. */
export function ownPortRoles(plan: Plan): Role[] {
  return bridgeRoles(plan).filter((role) => plan[role].attachment !== "localnet");
}

/** The ends that send and take packets themselves, a pod or a node. */
export function stackRoles(plan: Plan): Role[] {
  return observableRoles(plan).filter((role) => plan[role].attachment !== "localnet");
}

/** The ends that are nodes, or pods on the network of one. */
export function hostRoles(plan: Ends): Role[] {
  return observableRoles(plan).filter((role) => isHost(plan[role]));
}

/** It uses a node's own network namespace: a node, or a pod on the host network. */
export function isHost({ attachment }: Pick<PlannedEnd, "attachment">): boolean {
  return attachment === "ovn0" || attachment === "nic";
}

/** The ends that are pods with a network of their own. */
export function podRoles(plan: Plan): Role[] {
  return (["source", "destination"] as const).filter((role) => plan[role].attachment === "veth");
}

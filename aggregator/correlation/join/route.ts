import type { Direction, PointName, Stage } from "../../../proto/documents/v1/diagnosis.ts";
import { fabricOf, type Plan, type Role } from "../../evidence/plan.ts";

/** A stage in one direction: the stretch between two observation points. */
export interface Segment {
  readonly stage: Stage;
  readonly direction: Direction;
  /** The end whose br-int decides there; absent where no bridge does. */
  readonly bridge?: Role;
  /** Where it is no end's. */
  readonly node?: string;
  /** Beyond the last node, where nobody of the cluster sees; the other underlay is the nodes'. */
  readonly outside?: true;
}

/** The same stretch, whichever point it is reached from. */
export function isSameSegment(a: Segment, b: Segment): boolean {
  return a.stage === b.stage && a.direction === b.direction && a.outside === b.outside;
}

/** An observation point that a packet passes, and the segment that leads to it. */
export interface Step {
  readonly point: PointName;
  readonly role: Role;
  readonly direction: Direction;
  /** How the packet passes the interface, seen from the host. */
  readonly way: "in" | "out";
  /** Whether a tunnel's outer headers are around it there. */
  readonly encapsulated: boolean;
  readonly before: Segment;
}

/** All points of a request and its reply, in the order in which packets meet them. */
export interface Route {
  readonly steps: readonly Step[];
  /** What follows the last point: the reply on its way into the application. */
  readonly last: Segment;
}

export interface RouteOptions {
  readonly plan: Pick<Plan, "relation" | "fabric" | "replyFabric" | "exit"> & {
    readonly source: Pick<Plan["source"], "attachment">;
    readonly destination: Pick<Plan["destination"], "attachment" | "kind">;
    readonly service: unknown;
  };
  /** Nodes on which a tunnel device shows inner frames (kernel datapath only). */
  readonly tunnelDevices: readonly Role[];
}

export function routeOf(options: RouteOptions): Route {
  const there = outward(options, "request");
  const back = outward(options, "reply")
    .map((hop) => ({ ...hop, way: opposite(hop.way) }))
    .reverse();
  const steps: Step[] = [];
  for (const [index, hop] of there.entries()) {
    const before = segmentBetween(options, there[index - 1], hop, "request");
    steps.push({ ...hop, direction: "request", before });
  }
  for (const [index, hop] of back.entries()) {
    const before =
      index === 0 ? turn(options) : segmentBetween(options, back[index - 1], hop, "reply");
    steps.push({ ...hop, direction: "reply", before });
  }
  return { steps, last: { stage: "source-pod", direction: "reply" } };
}

type Hop = Pick<Step, "point" | "role" | "way" | "encapsulated">;

function opposite(way: Step["way"]): Step["way"] {
  return way === "in" ? "out" : "in";
}

function plain(point: PointName, role: Role, way: Step["way"]): Hop {
  return { point, role, way, encapsulated: false };
}

/** The points of a direction, from the source's end on. */
function outward(options: RouteOptions, direction: Direction): Hop[] {
  const { destination, relation, exit, fabric } = options.plan;
  const hops = [
    firstOf(options.plan),
    ...(relation === "cross-node" ? between(options, direction) : []),
  ];
  if (destination.attachment === "veth") {
    hops.push(plain("destination-veth", "destination", "out"));
  }
  if (destination.attachment === "ovn0") {
    hops.push(plain("gateway-ovn0", "destination", "in"));
    if (exit === "outside") hops.push(plain("gateway-uplink", "destination", "out"));
  }
  if (destination.attachment === "localnet") {
    hops.push(plain("provider-uplink", "destination", "out"));
  }
  if (destination.attachment === "none" && fabric === "provider") {
    hops.push(plain("provider-uplink", "source", "out"));
  }
  return hops;
}

/** What a node itself sends passes its interfaces outward, seen from the node. */
function firstOf({ source, exit }: RouteOptions["plan"]): Hop {
  if (source.attachment === "ovn0") return plain("gateway-ovn0", "source", "out");
  if (source.attachment !== "nic") return plain("source-veth", "source", "in");
  return plain(exit === "outside" ? "gateway-uplink" : "source-uplink", "source", "out");
}

/** The points between two nodes. */
function between({ plan, tunnelDevices }: RouteOptions, direction: Direction): Hop[] {
  const fabric = fabricOf(plan, direction);
  if (fabric !== "tunnel") {
    const into: PointName = fabric === "provider" ? "provider-uplink" : "destination-uplink";
    const arrival = plain(into, "destination", "in");
    // A node's own packets pass one NIC of it, which is their first point.
    return plan.source.attachment === "nic"
      ? [arrival]
      : [plain("provider-uplink", "source", "out"), arrival];
  }
  const far: PointName = plan.exit === "outside" ? "gateway-uplink" : "destination-uplink";
  const hops: Hop[] = [];
  if (tunnelDevices.includes("source")) hops.push(plain("source-tunnel", "source", "out"));
  hops.push({ point: "source-uplink", role: "source", way: "out", encapsulated: true });
  hops.push({ point: far, role: "destination", way: "in", encapsulated: true });
  if (tunnelDevices.includes("destination")) {
    hops.push(plain("destination-tunnel", "destination", "in"));
  }
  return hops;
}

/** What lies beyond the furthest point, where a request becomes a reply. */
function turn({ plan }: RouteOptions): Segment {
  const { destination, exit, service, fabric } = plan;
  const direction = "request";
  if (destination.attachment === "none") {
    if (fabric !== "tunnel") return { stage: "underlay", direction, outside: true };
    if (service !== null) return { stage: "service", direction };
    // The databases name no node by which it leaves: what the first bridge does decides.
    return { stage: "source-bridge", direction, bridge: "source" };
  }
  if (exit === "outside") return { stage: "underlay", direction, outside: true };
  // A pod on the host network is a pod; a node is what pods leave the network by.
  return { stage: destination.kind === "Node" ? "gateway" : "destination-pod", direction };
}

/** Two points of one node have a bridge between them or the host, two nodes the underlay. */
function segmentBetween(
  { plan }: RouteOptions,
  from: Hop | undefined,
  to: Hop,
  direction: Direction,
): Segment {
  if (from === undefined) return { stage: "source-pod", direction };
  if (from.role !== to.role) {
    if (plan.relation === "cross-node") return { stage: "underlay", direction };
    // One br-int has one name, and a trace of it begins with whoever sends.
    return { stage: "source-bridge", direction, bridge: from.role };
  }
  if (to.role === "source") return { stage: "source-bridge", direction, bridge: "source" };
  if (isHostUplink(from) || isHostUplink(to)) return { stage: "gateway", direction };
  const stage = plan.exit === "outside" ? "gateway" : "destination-bridge";
  return { stage, direction, bridge: "destination" };
}

/** The NIC by which packets leave the cluster as the node's own. */
function isHostUplink(hop: Hop): boolean {
  return hop.point === "gateway-uplink" && !hop.encapsulated;
}

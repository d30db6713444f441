import type { Direction, PointName, Stage } from "../../proto/diagnosis.ts";
import type { Role } from "../evidence/plan.ts";

/** A stage in one direction: the stretch between two observation points. */
export interface Segment {
  readonly stage: Stage;
  readonly direction: Direction;
}

/** An observation point that a packet passes, and the segment that leads to it. */
export interface Step {
  readonly point: PointName;
  readonly role: Role;
  readonly direction: Direction;
  /** How the packet passes the interface, seen from the host. */
  readonly way: "in" | "out";
  readonly before: Segment;
}

/** All points of a request and its reply, in the order in which packets meet them. */
export interface Route {
  readonly steps: readonly Step[];
  /** What follows the last point: the reply on its way into the application. */
  readonly last: Segment;
}

export interface RouteOptions {
  readonly relation: "same-node" | "cross-node";
  /** Nodes on which a tunnel device shows inner frames (kernel datapath only). */
  readonly tunnelDevices: readonly Role[];
}

export function routeOf(options: RouteOptions): Route {
  const there = outward(options);
  const back = there
    .map((hop) => ({ ...hop, way: hop.way === "in" ? ("out" as const) : ("in" as const) }))
    .reverse();
  const steps: Step[] = [];
  for (const [index, hop] of there.entries()) {
    const before = { stage: stageBetween(there[index - 1], hop), direction: "request" as const };
    steps.push({ ...hop, direction: "request", before });
  }
  for (const [index, hop] of back.entries()) {
    const before: Segment =
      index === 0
        ? { stage: "destination-pod", direction: "request" }
        : { stage: stageBetween(back[index - 1], hop), direction: "reply" };
    steps.push({ ...hop, direction: "reply", before });
  }
  return { steps, last: { stage: "source-pod", direction: "reply" } };
}

type Hop = Pick<Step, "point" | "role" | "way">;

function outward(options: RouteOptions): Hop[] {
  const first: Hop = { point: "source-veth", role: "source", way: "in" };
  const end: Hop = { point: "destination-veth", role: "destination", way: "out" };
  if (options.relation === "same-node") return [first, end];
  const hops: Hop[] = [first];
  if (options.tunnelDevices.includes("source")) {
    hops.push({ point: "source-tunnel", role: "source", way: "out" });
  }
  hops.push({ point: "source-uplink", role: "source", way: "out" });
  hops.push({ point: "destination-uplink", role: "destination", way: "in" });
  if (options.tunnelDevices.includes("destination")) {
    hops.push({ point: "destination-tunnel", role: "destination", way: "in" });
  }
  hops.push(end);
  return hops;
}

/** Two points of one node have a bridge between them, two nodes the underlay. */
function stageBetween(from: Hop | undefined, to: Hop): Stage {
  if (from === undefined) return "source-pod";
  if (from.role !== to.role && isVeth(from) && isVeth(to)) return "source-bridge"; // one br-int
  if (from.role !== to.role) return "underlay";
  return to.role === "source" ? "source-bridge" : "destination-bridge";
}

function isVeth(hop: Hop): boolean {
  return hop.point === "source-veth" || hop.point === "destination-veth";
}

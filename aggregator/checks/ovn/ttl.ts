import type { Direction, PointName } from "../../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { observe } from "../../correlation/join/observe.ts";
import { recognise } from "../../correlation/join/recognise.ts";
import type { Segment } from "../../correlation/join/route.ts";
import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Check, type CheckContext, clean, ends, type Found, skipped } from "../check.ts";

/**
 * Packets last over the routers on their way: each takes one off the TTL, or hop limit, and drops
 * what has none left (RFC 1812 section 5.3.1, RFC 8200 section 3).
 */
export const ttlCheck: Check = {
  name: "ovn/ttl",
  description: "The packets' TTL lasts over the routers of OVN and the gateway node",
  codes: ["TTL_EXPIRED"],
  reads: ["port", "tap"],
  run(context) {
    const { stage, located } = context;
    if (stage === null || located.asked === null) return clean;
    if (!stage.known) return skipped(stage.reason);
    const router = routerAt(context.view, stage.segment);
    if (router === null) return clean;
    const highest = ttlAt(context, router, stage.segment);
    if (highest === null) return clean;
    if ("code" in highest) return skipped(highest);
    if (highest.ttl > router.takes) return clean;
    return { status: "found", found: [expired(context, stage.segment, router, highest)] };
  },
};

interface RouterOnWay {
  readonly direction: Direction;
  /** Who sent the packets. */
  readonly sender: Role;
  /** The point before it. */
  readonly point: PointName;
  readonly role: Role;
  /** A packet with so much does not come out of it. */
  readonly takes: number;
  readonly name: Reason;
}

/** What routes packets in the segment where they stop; null where nothing does. */
function routerAt({ plan }: CaseView, { stage, direction }: Segment): RouterOnWay | null {
  const sender = direction === "request" ? "source" : "destination";
  const isOvn =
    stage === `${sender}-bridge` || (plan.relation === "same-node" && stage.endsWith("-bridge"));
  // To a Service's address packets go by the router, also back.
  const isRouted = !plan.sameSubnet || plan.service !== null;
  if (isOvn && isRouted) {
    const hops = plan.vpcs === undefined ? 1 : 2; // a peering is a second router
    const name = reason("ROUTERS_ON_WAY", { count: hops });
    const point = pointOf(plan[sender].attachment, sender);
    return point && { direction, sender, point, role: sender, takes: hops, name };
  }
  const isForwarded = plan.exit === "outside" && plan.destination.attachment === "ovn0";
  if (stage !== "gateway" || direction !== "request" || !isForwarded) return null;
  const name = reason("NODE_ON_WAY", { node: plan.destination.node ?? "" });
  return { direction, sender, point: "gateway-ovn0", role: "destination", takes: 1, name };
}

function pointOf(attachment: string, role: Role): PointName | null {
  if (attachment === "veth") return `${role}-veth`;
  return attachment === "ovn0" ? "gateway-ovn0" : null;
}

type Highest = { readonly ttl: number; readonly evidence: readonly string[] };

/**
 * The most that packets had there which do not come out of the segment; null where none was seen.
 * What one with more did not survive, TTL does not explain, and others may have little and pass.
 */
function ttlAt(
  { view, located }: CheckContext,
  router: RouterOnWay,
  { stage }: Segment,
): Highest | Reason | null {
  const { point, role, direction } = router;
  const observation = observe(view, { point, role, encapsulated: false });
  if ("blind" in observation) return observation.blind.reason;
  const series = located.asked?.series;
  if (series === undefined) return null;
  const stopping = located.gaps.filter(({ candidates }) =>
    candidates.some((one) => one.stage === stage && one.direction === direction),
  );
  const stopped = new Set(stopping.flatMap(({ keys }) => keys));
  const ttls = observation.seen.sightings.flatMap((one) => {
    const packet = recognise(series, one);
    if (packet === null || !stopped.has(packet.key)) return [];
    const isHere = packet.kind === (direction === "request" ? "request" : "reply");
    return isHere && one.ip !== null ? [one.ip.ttl] : [];
  });
  return ttls.length === 0 ? null : { ttl: Math.max(...ttls), evidence: observation.seen.evidence };
}

function expired(
  { view }: CheckContext,
  { stage, direction, node }: Segment,
  { sender, role, name }: RouterOnWay,
  { ttl, evidence }: Highest,
): Found {
  const end = view.plan[sender];
  return {
    code: "TTL_EXPIRED",
    stage,
    direction,
    node: node ?? view.plan[role].node,
    args: {
      ...ends(view, direction),
      actual: ttl,
      detail: name,
      namespace: end.namespace ?? "",
      name: end.name,
    },
    resources: [{ kind: end.kind, namespace: end.namespace, name: end.name }],
    evidence,
    weight: "decisive",
  };
}

import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../proto/reasons/index.ts";
import type { Segment } from "../../correlation/join/route.ts";
import { smallEchoBytes, surveyCrosses } from "../../correlation/locate/contrast.ts";
import type { Gap } from "../../correlation/locate/gap.ts";
import { evidenceOfLoss, type SegmentLoss } from "../../correlation/locate/loss.ts";
import { onlySmallPass, pathMtuOf } from "../../correlation/locate/path-mtu.ts";
import { exitRole, fabricOf, type Plan } from "../../evidence/plan.ts";
import {
  type Check,
  type CheckContext,
  type CheckOutcome,
  clean,
  ends,
  type Found,
  foundOrClean,
  skipped,
} from "../check.ts";

/** Outer packets that leave one node arrive at the other: all, and of every size. */
export const underlayCheck: Check = {
  name: "underlay/delivery",
  description: "Encapsulated packets that leave one uplink arrive at the other, also large ones",
  codes: ["UNDERLAY_BLOCKED", "UNDERLAY_SELECTIVE", "UNDERLAY_LOSS", "PATH_MTU_TOO_SMALL"],
  reads: ["port", "probe", "tap"],
  run(context) {
    const { located, view } = context;
    const { relation, exit } = view.plan;
    if (relation === "same-node" && exit !== "outside") return skipped(reason("ON_ONE_NODE", {}));
    if (located.pattern === "unknown") return skipped(reason("PROBE_SILENT", {}));
    if (located.pattern === "large") return large(context);
    if (located.pattern !== "all" && located.loss?.stage === "underlay")
      return located.loss.outside ? clean : loss(context, located.loss);
    return blocked(context);
  },
};

function base(context: CheckContext, segment: Segment) {
  const { view } = context;
  const [node, remote] = betweenWhom(view.plan, segment);
  const carried = carriedAs(view.plan, segment.direction);
  return {
    stage: segment.stage,
    direction: segment.direction,
    node,
    args: { ...ends(view), node, remote, ...carried },
    resources: [],
    weight: "decisive",
  } as const;
}

/** What the packets are between the nodes, and how tcpdump is told to show them. */
function carriedAs(plan: Plan, direction: Direction): Pick<Found, "args">["args"] {
  const fabric = fabricOf(plan, direction);
  const host = `host ${plan.destination.ip}`;
  if (fabric === "tunnel") {
    return { packets: reason("TUNNEL_PACKETS", {}), filter: "udp port 6081 or udp port 4789" };
  }
  if (fabric === "host") return { packets: reason("PLAIN_PACKETS", {}), filter: host };
  // A pcap filter reads on behind a tag only where it is told that there is one.
  return { packets: reason("PROVIDER_PACKETS", {}), filter: `${host} or (vlan and ${host})` };
}

/** The node that sends, and the one that does not get it, or the address outside. */
function betweenWhom(plan: Plan, { direction, outside }: Segment): [string, string] {
  if (outside) return [plan[exitRole(plan)].node ?? "", plan.destination.ip];
  const [source, destination] = [plan.source.node ?? "", plan.destination.node ?? ""];
  return direction === "request" ? [source, destination] : [destination, source];
}

function loss(context: CheckContext, segment: SegmentLoss): CheckOutcome {
  const shared = base(context, segment);
  const sent = segment.entered;
  const args = { ...shared.args, lost: segment.lost, sent };
  return foundOrClean([
    { ...shared, code: "UNDERLAY_LOSS", args, evidence: evidenceOfLoss(segment) },
  ]);
}

function large(context: CheckContext): CheckOutcome {
  const { located } = context;
  const stage = located.loss?.stage ?? "source-pod";
  if (located.loss === null || stage.endsWith("-pod")) return clean;
  const size = located.large?.series.packetBytes ?? 0;
  const shared = base(context, located.loss);
  const passes = largestThatPasses(context, located.loss.direction);
  const args = { ...shared.args, size, mtu: passes, sent: located.loss.entered };
  const evidence = evidenceOfLoss(located.loss);
  const weight = largeWeight(located.loss);
  return foundOrClean([{ ...shared, code: "PATH_MTU_TOO_SMALL", args, evidence, weight }]);
}

/** What probes found; without a sweep only the small echoes of the survey are known to pass. */
function largestThatPasses({ located, view }: CheckContext, direction: Direction): number {
  const found = pathMtuOf(view, located.large)?.[direction];
  return found ?? smallEchoBytes(view.plan.source.ip);
}

/** Every packet left one uplink and none arrived. */
function blocked(context: CheckContext): CheckOutcome {
  const { located, stage } = context;
  const [gap] = located.gaps;
  const [segment, ...others] = gap?.candidates ?? [];
  if (gap === undefined || segment === undefined || others.length > 0) return clean;
  const tooLarge = largeOnes(context, gap, stage?.known ? stage.segment : segment);
  if (tooLarge !== null) return foundOrClean([tooLarge]);
  if (segment.stage !== "underlay" || segment.outside) return clean;
  const shared = base(context, segment);
  const args = { ...shared.args, sent: gap.keys.length, lost: gap.keys.length };
  const isSelective = surveyCrosses(context.view, located, segment);
  if (isSelective && located.pattern === "all") {
    const { protocol } = context.view.plan.traffic;
    const evidence = [...evidenceOfLoss(endsOf(gap)), ...(located.survey?.series.evidence ?? [])];
    const selective = { code: "UNDERLAY_SELECTIVE", weight: "supporting" } as const;
    return foundOrClean([{ ...shared, ...selective, args: { ...args, protocol }, evidence }]);
  }
  const weight = located.pattern === "all" ? "decisive" : "supporting";
  const evidence = evidenceOfLoss(endsOf(gap));
  return foundOrClean([{ ...shared, code: "UNDERLAY_BLOCKED", args, evidence, weight }]);
}

function endsOf({ lastSeen, notSeen }: Gap): Pick<SegmentLoss, "from" | "to"> {
  return { from: lastSeen, to: notSeen };
}

/** What was asked for is large, and large echoes stop as well where small ones pass. */
function largeOnes(context: CheckContext, gap: Gap, segment: Segment): Found | null {
  const { located } = context;
  const size = located.asked?.series.packetBytes ?? null;
  if (size === null || segment.stage.endsWith("-pod") || !onlySmallPass(located, segment)) {
    return null;
  }
  const shared = base(context, segment);
  const mtu = largestThatPasses(context, segment.direction);
  return {
    ...shared,
    code: "PATH_MTU_TOO_SMALL",
    args: { ...shared.args, sent: gap.keys.length, lost: gap.keys.length, size, mtu },
    evidence: evidenceOfLoss(endsOf(gap)),
    weight: largeWeight(segment),
  };
}

/** On a bridge it is seen which sizes stop, and not yet at what. */
function largeWeight({ stage }: Segment): Found["weight"] {
  return stage === "underlay" ? "decisive" : "supporting";
}

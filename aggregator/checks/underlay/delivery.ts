import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../proto/reasons/index.ts";
import type { Segment } from "../../correlation/join/route.ts";
import { evidenceOfLoss, type SegmentLoss } from "../../correlation/locate/loss.ts";
import { onlySmallPass, pathMtuOf } from "../../correlation/locate/path-mtu.ts";
import { exitRole, type Plan } from "../../evidence/plan.ts";
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
  codes: ["UNDERLAY_BLOCKED", "UNDERLAY_LOSS", "PATH_MTU_TOO_SMALL"],
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
  return {
    stage: segment.stage,
    direction: segment.direction,
    node,
    args: { ...ends(view), node, remote },
    resources: [],
    weight: "decisive",
  } as const;
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
  // On a bridge it is seen which sizes stop, and not yet at what.
  const weight = stage === "underlay" ? "decisive" : "supporting";
  return foundOrClean([{ ...shared, code: "PATH_MTU_TOO_SMALL", args, evidence, weight }]);
}

/** Of an echo with 56 bytes of data, as ping sends it: 20 or 40 of IP, 8 of ICMP. */
const defaultEchoBytes = { v4: 84, v6: 104 } as const;

/** What probes found; without a sweep only the small echoes of the survey are known to pass. */
function largestThatPasses({ located, view }: CheckContext, direction: Direction): number {
  const found = pathMtuOf(view, located.large)?.[direction];
  return found ?? defaultEchoBytes[view.plan.source.ip.includes(":") ? "v6" : "v4"];
}

/** Every packet left one uplink and none arrived. */
function blocked(context: CheckContext): CheckOutcome {
  const { located } = context;
  const found: Found[] = [];
  const [gap] = located.gaps;
  const [segment, ...others] = gap?.candidates ?? [];
  if (gap === undefined || segment?.stage !== "underlay" || others.length > 0) return clean;
  const shared = base(context, segment);
  const rows = [gap.lastSeen, gap.notSeen];
  const evidence = rows.flatMap((row) =>
    row !== null && "seen" in row.observation ? row.observation.seen.evidence : [],
  );
  const size = located.asked?.series.packetBytes ?? null;
  const args = { ...shared.args, sent: gap.keys.length, lost: gap.keys.length };
  if (size !== null && onlySmallPass(located, segment)) {
    found.push({
      ...shared,
      code: "PATH_MTU_TOO_SMALL",
      args: { ...args, size, mtu: largestThatPasses(context, segment.direction) },
      evidence,
    });
  } else if (!segment.outside) {
    const weight = located.pattern === "all" ? "decisive" : "supporting";
    found.push({ ...shared, code: "UNDERLAY_BLOCKED", args, evidence, weight });
  }
  return foundOrClean(found);
}

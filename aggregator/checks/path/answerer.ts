import { addressOnNode } from "../../correlation/locate/answerer.ts";
import { evidenceOfLoss } from "../../correlation/locate/loss.ts";
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

/**
 * Whoever answers is who was asked. An address that a node, a load balancer or another pod has as
 * well is answered for there, and what the destination would have said is not known.
 */
export const answererCheck: Check = {
  name: "path/answerer",
  description: "Answers come from the destination, and not from somebody on the way",
  codes: ["ANSWERED_ELSEWHERE"],
  reads: ["tap"],
  run(context) {
    const found = answeredElsewhere(context);
    return found === null ? takenByNode(context) : foundOrClean([found]);
  },
};

/** Tell who it is. Of a rule the rule itself is the cause (redirect.ts). */
const namesIt: ReadonlySet<string> = new Set([
  ...["ANSWERED_BY_NODE", "ANSWERED_BY_PORTS", "ANSWERED_BY_MACS"],
]);

function answeredElsewhere({ view, located }: CheckContext): Found | null {
  const { misdelivery, pattern, gaps } = located;
  const [gap] = gaps;
  const [segment] = gap?.candidates ?? [];
  if (misdelivery === null || pattern !== "all" || gap === undefined) return null;
  if (segment === undefined) return null;
  const { stage, direction } = segment;
  return {
    code: "ANSWERED_ELSEWHERE",
    stage,
    direction,
    node: gap.lastSeen === null ? null : (view.plan[gap.lastSeen.step.role].node ?? null),
    args: { ...ends(view), address: view.plan.destination.ip, detail: misdelivery },
    resources: [],
    evidence: evidenceOfLoss({ from: gap.lastSeen, to: gap.notSeen }),
    weight: namesIt.has(misdelivery.code) ? "decisive" : "supporting",
  };
}

/** The gateway node has the address itself: it refuses, or keeps silent, as the destination. */
function takenByNode({ view, stage }: CheckContext): CheckOutcome {
  if (stage === null || !stage.known) return clean;
  if (stage.segment.stage !== "gateway" || stage.segment.direction !== "request") return clean;
  const tap = view.tap("destination");
  if (!tap.known) return skipped(tap.reason);
  const taken = addressOnNode(view);
  if (taken === null || taken === "unread") return clean;
  const { ip, node } = view.plan.destination;
  const found: Found = {
    code: "ANSWERED_ELSEWHERE",
    stage: "gateway",
    direction: "request",
    node,
    args: { ...ends(view), address: ip, detail: taken.who },
    resources: node === null ? [] : [{ kind: "Node", namespace: null, name: node }],
    evidence: taken.evidence,
    weight: "decisive",
  };
  return foundOrClean([found]);
}

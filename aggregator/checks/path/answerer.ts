import { addressOnNode } from "../../correlation/locate/answerer.ts";
import { evidenceOfLoss } from "../../correlation/locate/loss.ts";
import { type Check, type CheckContext, clean, ends, type Found, foundOrClean } from "../check.ts";

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
    const found = answeredElsewhere(context) ?? takenByNode(context);
    return found === null ? clean : foundOrClean([found]);
  },
};

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
    // The rule itself is the cause (redirect.ts).
    weight: misdelivery.code === "ANSWERED_BY_RULE" ? "supporting" : "decisive",
  };
}

/** The gateway node has the address itself: it refuses, or keeps silent, as the destination. */
function takenByNode({ view, stage }: CheckContext): Found | null {
  const taken = addressOnNode(view);
  if (taken === null || stage === null || !stage.known) return null;
  if (stage.segment.stage !== "gateway" || stage.segment.direction !== "request") return null;
  const { ip, node } = view.plan.destination;
  return {
    code: "ANSWERED_ELSEWHERE",
    stage: "gateway",
    direction: "request",
    node,
    args: { ...ends(view), address: ip, detail: taken.who },
    resources: node === null ? [] : [{ kind: "Node", namespace: null, name: node }],
    evidence: taken.evidence,
    weight: "decisive",
  };
}

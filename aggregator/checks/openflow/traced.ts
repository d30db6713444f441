import type { Direction, Stage } from "../../../proto/documents/v1/diagnosis.ts";
import type { Reason } from "../../../proto/reasons/index.ts";
import { stageOf } from "../../correlation/locate/stage.ts";
import type { OpenflowTraceEvidence } from "../../evidence/item.ts";
import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { bridgeStage } from "../check.ts";

/** An OpenFlow trace with the stage at which its node handles those packets. */
export interface Traced {
  readonly direction: Direction;
  readonly role: Role;
  readonly stage: Stage;
  readonly node: string | null;
  readonly id: string;
  readonly evidence: OpenflowTraceEvidence;
}

/** Traces in the order in which packets meet their nodes, and why the others are missing. */
export function tracesOf(view: CaseView): { traces: Traced[]; missing: Reason[] } {
  const traces: Traced[] = [];
  const missing: Reason[] = [];
  const crossNode = view.plan.relation === "cross-node";
  const isOpen = view.plan.destination.attachment === "none";
  for (const direction of isOpen ? (["request"] as const) : (["request", "reply"] as const)) {
    const first: Role = direction === "request" ? "source" : "destination";
    const second: Role = direction === "request" ? "destination" : "source";
    for (const role of crossNode ? [first, second] : [first]) {
      const looked = view.openflowTrace(direction, role);
      if (!looked.known) {
        missing.push(looked.reason);
        continue;
      }
      const node = view.plan[role].node;
      const stage = tracedStage(view, direction, role);
      traces.push({ direction, role, stage, node, id: looked.id, evidence: looked.value });
    }
  }
  return { traces, missing };
}

function tracedStage(view: CaseView, direction: Direction, role: Role): Stage {
  const plain = bridgeStage(view, role);
  if (view.plan.relation === "cross-node") return plain;
  if (direction === "reply") return "source-bridge";
  const answer = stageOf(view, { stage: "source-bridge", direction, bridge: "source" });
  return answer.known ? answer.segment.stage : plain;
}

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
  const { attachment } = view.plan.destination;
  for (const direction of ["request", "reply"] as const) {
    const first: Role = direction === "request" ? "source" : "destination";
    const second: Role = direction === "request" ? "destination" : "source";
    const roles = crossNode ? [first, second] : [first];
    // What comes from outside cannot be traced from there; behind the router's NAT it can.
    const isFromOutside = attachment === "none" || attachment === "localnet";
    const traced =
      direction === "reply" && isFromOutside ? (crossNode ? ([second] as const) : []) : roles;
    for (const role of traced.filter((one) => view.plan[one].attachment !== "nic")) {
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

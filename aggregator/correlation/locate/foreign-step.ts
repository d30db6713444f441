import type { TraceStep__Output } from "../../../proto/gen/tapline/v1/TraceStep.ts";
import type { FlowOwner, OpenflowTraceEvidence } from "../../evidence/item.ts";
import { flowDropOf, isAlien, isAltered } from "./flow-drop.ts";

/** A flow on a packet's way that is not as OVN installed it. */
export interface ForeignStep {
  readonly step: TraceStep__Output;
  /** `unknown` where no southbound row carries its cookie: a hand's, or one left over. */
  readonly why: "alien" | "altered" | "unknown";
}

/** The foreign flows of a trace that matter: the one that drops first, then in order. */
export function foreignSteps(evidence: OpenflowTraceEvidence): ForeignStep[] {
  const drop = flowDropOf(evidence);
  const deciding = drop?.step ?? null;
  const first = deciding === null ? [] : foreign(deciding, drop?.owner);
  const others = evidence.trace.steps.flatMap((step, index) => {
    const [one] = foreign(step, evidence.owners[index]);
    if (one === undefined || step === deciding) return [];
    return one.why === "unknown" && !acts(step) ? [] : [one];
  });
  return [...first, ...others];
}

function foreign(step: TraceStep__Output, owner: FlowOwner | undefined): ForeignStep[] {
  if (owner === undefined) return [];
  if (isAlien(step, owner)) return [{ step, why: "alien" }];
  if (isAltered(step, owner)) return [{ step, why: "altered" }];
  return owner.kind === "unknown-cookie" ? [{ step, why: "unknown" }] : [];
}

function acts(step: TraceStep__Output): boolean {
  return (
    step.actions.length === 0 || outputs(step) || step.actions.some((a) => a.trim() === "drop")
  );
}

/** The flow itself sends the packet out of the bridge. */
export function outputs({ actions }: Pick<TraceStep__Output, "actions">): boolean {
  return actions.some((action) =>
    /^(output\b|NORMAL|FLOOD|LOCAL|IN_PORT|\d+$)/i.test(action.trim()),
  );
}

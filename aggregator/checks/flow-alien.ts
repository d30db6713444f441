import type { TraceStep__Output } from "../../proto/gen/tapline/v1/TraceStep.ts";
import { controllerState } from "../correlation/controller.ts";
import { flowDropOf, isAlien } from "../correlation/flow-drop.ts";
import { neighbourRequests } from "../correlation/neighbour-request.ts";
import type { CaseView } from "../evidence/view.ts";
import { type Check, ends, type Found, foundOrClean, skipped } from "./check.ts";
import { type Traced, tracesOf } from "./traced.ts";

/** No flow decides the packet that OVN did not put there. */
export const flowAlienCheck: Check = {
  name: "openflow/alien",
  description: "Every flow that decides these packets was installed by OVN",
  codes: ["FLOW_ALIEN", "FLOW_WRONG_OUTPUT"],
  run({ view }) {
    const { traces, missing } = tracesOf(view);
    const found: Found[] = [];
    for (const traced of [...traces, ...neighbourTraces(view)]) {
      const alien = alienStep(traced, controllerFollows(traced));
      if (alien !== null) found.push(foundAt(view, traced, alien));
    }
    if (found.length === 0 && missing.length > 0) return skipped(missing.join("; "));
    return foundOrClean(found);

    /** One that does not leaves flows behind that no southbound row carries. */
    function controllerFollows(traced: Traced): boolean {
      const state = controllerState(view, traced.role);
      return state.known && state.value.state === "following";
    }
  },
};

function foundAt(view: CaseView, traced: Traced, { step, drops }: AlienStep): Found {
  const { stage, direction, node, id } = traced;
  return {
    code: drops ? "FLOW_ALIEN" : "FLOW_WRONG_OUTPUT",
    stage,
    direction,
    node,
    args: {
      ...ends(view, direction),
      node: node ?? "",
      table: step.table,
      priority: step.priority,
      cookie: step.cookie || "0",
      match: step.match === "" ? "any packet" : step.match,
      actual: step.actions.join(",") || "drop",
      expected: view.plan[receiver(traced)].logicalPort ?? "the receiving pod",
      detail: `table=${step.table}, priority=${step.priority}, ${step.match}`,
    },
    resources: [{ kind: "Flow", namespace: null, name: flowName(step) }],
    evidence: [id],
    weight: isAsked(view, traced) ? "decisive" : "supporting",
  };
}

/** A pod's question for its next hop matters where the pod asked and got no answer. */
function isAsked(view: CaseView, { isNeighbour, role }: MaybeNeighbour): boolean {
  if (!isNeighbour) return true;
  const requests = neighbourRequests(view, role);
  return requests !== null && requests.answered === 0;
}

type MaybeNeighbour = Traced & { readonly isNeighbour?: true };

/** What drops ARP or neighbour discovery keeps the packet in the pod that asks. */
function neighbourTraces(view: CaseView): MaybeNeighbour[] {
  return (["source", "destination"] as const).flatMap((role) => {
    const looked = view.neighbourTrace(role);
    if (!looked.known) return [];
    const [stage, direction] =
      role === "source"
        ? (["source-bridge", "request"] as const)
        : (["destination-bridge", "reply"] as const);
    const { node } = view.plan[role];
    const base = { direction, role, stage, node, id: looked.id } as const;
    return [{ ...base, evidence: looked.value, isNeighbour: true as const }];
  });
}

function receiver({ direction }: Traced): "source" | "destination" {
  return direction === "request" ? "destination" : "source";
}

interface AlienStep {
  readonly step: TraceStep__Output;
  readonly drops: boolean;
}

function alienStep({ evidence }: Traced, follows: boolean): AlienStep | null {
  const drop = flowDropOf(evidence);
  const isForeign = drop?.kind === "alien" || (drop?.owner.kind === "unknown-cookie" && follows);
  if (drop?.step && isForeign) {
    return { step: drop.step, drops: !outputs(drop.step.actions) };
  }
  for (const [index, step] of evidence.trace.steps.entries()) {
    const owner = evidence.owners[index];
    if (owner === undefined) continue;
    const foreign =
      isAlien(step, owner) ||
      (owner.kind === "unknown-cookie" && follows && (outputs(step.actions) || drops(step)));
    if (foreign) return { step, drops: !outputs(step.actions) };
  }
  return null;
}

function drops(step: { actions: readonly string[] }): boolean {
  return step.actions.length === 0 || step.actions.some((action) => action.trim() === "drop");
}

function outputs(actions: readonly string[]): boolean {
  return actions.some((action) =>
    /^(output\b|NORMAL|FLOOD|LOCAL|IN_PORT|\d+$)/i.test(action.trim()),
  );
}

function flowName(step: {
  bridge: string;
  table: number;
  priority: number;
  match: string;
}): string {
  return `${step.bridge} table=${step.table},priority=${step.priority},${step.match}`;
}

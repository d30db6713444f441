import { reason } from "../../../proto/reasons/index.ts";
import { neighbourRequests } from "../../correlation/join/neighbour-request.ts";
import { type ForeignStep, foreignSteps, outputs } from "../../correlation/locate/foreign-step.ts";
import { stageReads } from "../../correlation/locate/stage.ts";
import type { CaseView } from "../../evidence/view.ts";
import { controllerState } from "../../host-state/controller.ts";
import { type Check, ends, type Found, foundOrSkipped } from "../check.ts";
import { type Traced, tracesOf } from "./traced.ts";

/** No flow decides the packet that OVN did not put there, or that does what OVN did not say. */
export const flowAlienCheck: Check = {
  name: "openflow/alien",
  description: "Every flow that decides these packets was installed by OVN",
  codes: ["FLOW_ALIEN", "FLOW_SHADOWED", "FLOW_ALTERED", "FLOW_WRONG_OUTPUT"],
  reads: [...stageReads, "control-plane", "neighbour-trace", "shadowed-flows", "tap"],
  run({ view }) {
    const { traces, missing } = tracesOf(view);
    const found: Found[] = [];
    for (const traced of [...traces, ...neighbourTraces(view)]) {
      const follows = controllerFollows(traced);
      // Of one that does not, flows stay behind that no southbound row carries.
      const foreign = foreignSteps(traced.evidence).find(({ why }) => why !== "unknown" || follows);
      if (foreign !== undefined) found.push(foundAt(view, traced, foreign));
    }
    return foundOrSkipped(found, missing);

    function controllerFollows(traced: Traced): boolean {
      const state = controllerState(view, traced.role);
      return state.known && state.value.state === "following";
    }
  },
};

function foundAt(view: CaseView, traced: Traced, { step, why }: ForeignStep): Found {
  const { stage, direction, node, id } = traced;
  const looked = view.shadowedFlows(id);
  const meant = looked.known
    ? looked.value.shadowed.find((flow) => flow.isOvns && flow.isSameMatch)
    : undefined;
  const code =
    why === "altered"
      ? "FLOW_ALTERED"
      : meant !== undefined
        ? "FLOW_SHADOWED"
        : outputs(step)
          ? "FLOW_WRONG_OUTPUT"
          : "FLOW_ALIEN";
  return {
    code,
    stage,
    direction,
    node,
    args: {
      ...ends(view, direction),
      node: node ?? "",
      bridge: step.bridge,
      table: step.table,
      priority: step.priority,
      cookie: step.cookie || "0",
      match: step.match === "" ? reason("ANY_PACKET", {}) : step.match,
      actual: step.actions.join(",") || "drop",
      expected:
        meant === undefined
          ? (view.plan[receiver(traced)].logicalPort ?? reason("RECEIVING_POD", {}))
          : `priority=${meant.priority}, cookie=0x${meant.cookie}`,
      detail: `table=${step.table}, priority=${step.priority}, ${step.match}`,
    },
    resources: [{ kind: "Flow", namespace: null, name: flowName(step) }],
    evidence: meant !== undefined && looked.known ? [id, looked.id] : [id],
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

function flowName(step: {
  bridge: string;
  table: number;
  priority: number;
  match: string;
}): string {
  return `${step.bridge} table=${step.table},priority=${step.priority},${step.match}`;
}

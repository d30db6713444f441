import { allOf, reason } from "../../../proto/reasons/index.ts";
import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { atEnds, type Check, endArgs, type Look, stackStage } from "../check.ts";

/**
 * The destination pod's containers are ready. One that is not may answer all the same: it is what
 * packets do that says so, and this only fits where they end in the pod.
 */
export const podReadyCheck: Check = {
  name: "kubernetes/pod-ready",
  description: "The containers of the destination pod are ready",
  codes: ["POD_NOT_READY"],
  reads: ["pod-object"],
  run({ view }) {
    const { kind } = view.plan.destination;
    return atEnds((role) => notReady(view, role), kind === "Pod" ? ["destination"] : []);
  },
};

function notReady(view: CaseView, role: Role): Look {
  const pod = view.podObject(role);
  if (!pod.known) return pod.reason;
  if (pod.value === null || pod.value.ready || pod.value.phase !== "Running") return null;
  const { containers } = pod.value;
  const unready = containers
    .filter(({ ready }) => !ready)
    .map((one) => {
      const { name, reason: because, restarts } = one;
      return reason("CONTAINER_NOT_READY", { name, because: because || null, restarts });
    });
  const { namespace, name, node } = view.plan[role];
  return {
    code: "POD_NOT_READY",
    stage: stackStage(view, role),
    direction: "request",
    node,
    args: {
      ...endArgs(view, role),
      detail: allOf(unready) ?? reason("POD_CONDITION_NOT_READY", {}),
    },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: [pod.id],
    weight: "supporting",
  };
}

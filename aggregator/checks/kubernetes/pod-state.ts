import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { absentInterface } from "../../correlation/locate/unplaced.ts";
import type { Role } from "../../evidence/plan.ts";
import type { PodObjectRow } from "../../evidence/rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import { atEnds, type Check, endArgs, type Found, type Look } from "../check.ts";

/** Both pods run, and Kube-OVN has finished their networks. */
export const podStateCheck: Check = {
  name: "kubernetes/pod-state",
  description: "Each pod runs and Kube-OVN has given it a network",
  codes: ["POD_NOT_RUNNING", "POD_NETWORK_NOT_READY"],
  reads: ["pod-object", "port"],
  run({ view }) {
    const roles = (["source", "destination"] as const).filter(
      (role) => view.plan[role].kind === "Pod",
    );
    return atEnds((role) => stateOf(view, role), roles);
  },
};

function stateOf(view: CaseView, role: Role): Look {
  const pod = view.podObject(role);
  if (!pod.known) return pod.reason;
  if (pod.value === null)
    return found(view, role, "POD_NOT_RUNNING", reason("POD_DELETED", {}), pod.id);
  const network = networkProblem(pod.value);
  if (network !== null) return found(view, role, "POD_NETWORK_NOT_READY", network, pod.id);
  const state = stateProblem(pod.value);
  return state === null ? null : found(view, role, "POD_NOT_RUNNING", state, pod.id);
}

/** Only of a pod that waits for it: one that has ended gave its network back. */
function networkProblem(pod: PodObjectRow): Reason | null {
  const { hostNetwork, phase, node, ips, allocated, routed } = pod;
  if (hostNetwork || node === null || phase === "Succeeded" || phase === "Failed") return null;
  if (!allocated && ips.length === 0) return reason("POD_WITHOUT_ADDRESS", {});
  if (!routed && phase === "Pending") return reason("POD_INTERFACE_PENDING", {});
  return null;
}

function stateProblem({ phase, node, deleting, ...pod }: PodObjectRow): Reason | null {
  const because = pod.reason || null;
  if (node === null) return reason("POD_UNSCHEDULED", { phase, because });
  if (phase !== "Running") return reason("POD_PHASE", { phase, because });
  return deleting ? reason("POD_BEING_DELETED", {}) : null;
}

function found(
  view: CaseView,
  role: Role,
  code: "POD_NOT_RUNNING" | "POD_NETWORK_NOT_READY",
  detail: Reason,
  id: string,
): Found {
  const { namespace, name, node } = view.plan[role];
  return {
    code,
    stage: "control-plane",
    direction: "request",
    node,
    args: { ...endArgs(view, role), detail },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: [id],
    weight: explains(view, role) ? "decisive" : "supporting",
  };
}

/** A pod that is nowhere, or whose interface is not there, cannot be reached whatever else is. */
function explains(view: CaseView, role: Role): boolean {
  if (view.plan.unplaced?.includes(role)) return true;
  return absentInterface(view, role) !== null;
}

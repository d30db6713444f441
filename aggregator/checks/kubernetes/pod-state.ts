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
  if (pod.value === null) return found(view, role, "POD_NOT_RUNNING", "it was deleted", pod.id);
  const network = networkProblem(pod.value);
  if (network !== null) return found(view, role, "POD_NETWORK_NOT_READY", network, pod.id);
  const state = stateProblem(pod.value);
  return state === null ? null : found(view, role, "POD_NOT_RUNNING", state, pod.id);
}

/** Only of a pod that waits for it: one that has ended gave its network back. */
function networkProblem(pod: PodObjectRow): string | null {
  const { hostNetwork, phase, node, ips, allocated, routed } = pod;
  if (hostNetwork || node === null || phase === "Succeeded" || phase === "Failed") return null;
  if (!allocated && ips.length === 0) return "no address was allocated";
  if (!routed && phase === "Pending") return "it has an address, but its interface is not set up";
  return null;
}

function stateProblem({ phase, reason, node, deleting }: PodObjectRow): string | null {
  const because = reason === "" ? "" : ` (${reason})`;
  if (node === null) return `phase ${phase}, it is on no node${because}`;
  if (phase !== "Running") return `phase ${phase}${because}`;
  return deleting ? "it is being deleted" : null;
}

function found(
  view: CaseView,
  role: Role,
  code: "POD_NOT_RUNNING" | "POD_NETWORK_NOT_READY",
  detail: string,
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

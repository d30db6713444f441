import { vswitchdDown } from "../correlation/vswitchd.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView } from "../evidence/view.ts";
import { atEnds, type Check, ends, type Look } from "./check.ts";

/** ovs-vswitchd runs and answers on both nodes: without it br-int forwards nothing new. */
export const ovsCheck: Check = {
  name: "ovs/vswitchd",
  description: "ovs-vswitchd of both nodes runs and answers",
  codes: ["OVS_DOWN"],
  run({ view }) {
    const oneBridge = view.plan.relation === "same-node";
    return atEnds((role) => switchDown(view, role), oneBridge ? ["source"] : undefined);
  },
};

function switchDown(view: CaseView, role: Role): Look {
  const down = vswitchdDown(view, role);
  if (!down.known) return down.reason;
  if (down.value === null) return null;
  const node = view.plan[role].node ?? "";
  return {
    code: "OVS_DOWN",
    stage: role === "source" ? "source-bridge" : "destination-bridge",
    direction: "request",
    node,
    args: { ...ends(view), node, detail: down.value },
    resources: [{ kind: "Node", namespace: null, name: node }],
    evidence: [down.id],
    weight: "decisive",
  };
}

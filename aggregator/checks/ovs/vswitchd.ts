import { bridgeRoles, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { vswitchdDown } from "../../host-state/vswitchd.ts";
import { atEnds, bridgeStage, type Check, ends, type Look } from "../check.ts";

/** ovs-vswitchd runs and answers on both nodes: without it br-int forwards nothing new. */
export const ovsCheck: Check = {
  name: "ovs/vswitchd",
  description: "ovs-vswitchd of both nodes runs and answers",
  codes: ["OVS_DOWN"],
  reads: ["node"],
  run({ view }) {
    const oneBridge = view.plan.relation === "same-node";
    const roles = oneBridge ? (["source"] as const) : bridgeRoles(view.plan);
    return atEnds((role) => switchDown(view, role), roles);
  },
};

function switchDown(view: CaseView, role: Role): Look {
  const down = vswitchdDown(view, role);
  if (!down.known) return down.reason;
  if (down.value === null) return null;
  const node = view.plan[role].node ?? "";
  return {
    code: "OVS_DOWN",
    stage: bridgeStage(view, role),
    direction: "request",
    node,
    args: { ...ends(view), node, detail: down.value },
    resources: [{ kind: "Node", namespace: null, name: node }],
    evidence: [down.id],
    weight: "decisive",
  };
}

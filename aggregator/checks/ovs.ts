import { vswitchdDown } from "../correlation/vswitchd.ts";
import { type Check, ends, type Found, foundOrClean, skipped } from "./check.ts";

/** ovs-vswitchd runs and answers on both nodes: without it br-int forwards nothing new. */
export const ovsCheck: Check = {
  name: "ovs/vswitchd",
  description: "ovs-vswitchd of both nodes runs and answers",
  codes: ["OVS_DOWN"],
  run({ view }) {
    const found: Found[] = [];
    const reasons: string[] = [];
    const sameNode = view.plan.relation === "same-node";
    for (const role of sameNode ? (["source"] as const) : (["source", "destination"] as const)) {
      const down = vswitchdDown(view, role);
      if (!down.known) {
        reasons.push(down.reason);
        continue;
      }
      if (down.value === null) continue;
      const node = view.plan[role].node;
      found.push({
        code: "OVS_DOWN",
        stage: role === "source" ? "source-bridge" : "destination-bridge",
        direction: "request",
        node,
        args: { ...ends(view), node: node ?? "", detail: down.value },
        resources: [{ kind: "Node", namespace: null, name: node ?? "" }],
        evidence: [down.id],
        weight: "decisive",
      });
    }
    if (found.length === 0 && reasons.length > 0) return skipped(reasons.join("; "));
    return foundOrClean(found);
  },
};

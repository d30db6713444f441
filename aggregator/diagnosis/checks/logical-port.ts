import type { Role } from "../../evidence/plan.ts";
import { type Check, endArgs, ends, type Found, foundOrClean, skipped } from "./check.ts";

/** The logical switch port that Kube-OVN makes for a pod exists (kube-ovn pkg/controller/pod.go). */
export const logicalPortCheck: Check = {
  name: "ovn/logical-port",
  description: "Both ends have their logical switch port in the northbound database",
  codes: ["LOGICAL_PORT_MISSING"],
  run({ view }) {
    const found: Found[] = [];
    for (const role of ["source", "destination"] as const) {
      const port = view.logicalPort(role);
      if (!port.known) return skipped(port.reason);
      if (port.value === null) found.push(missing(role, port.id));
    }
    return foundOrClean(found);

    function missing(role: Role, id: string): Found {
      const end = view.plan[role];
      return {
        code: "LOGICAL_PORT_MISSING",
        stage: "control-plane",
        direction: "request",
        node: end.node,
        args: { ...ends(view), ...endArgs(view, role) },
        resources: [{ kind: "Logical_Switch_Port", namespace: null, name: end.logicalPort ?? "" }],
        evidence: [id],
        weight: "decisive",
      };
    }
  },
};

import { bridgeRoles, type Role } from "../../evidence/plan.ts";
import {
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Found,
  foundOrClean,
  type Place,
  placeAmong,
  skipped,
} from "../check.ts";

/** The logical switch port of a pod exists (kube-ovn pkg/controller/pod.go makes it). */
export const logicalPortCheck: Check = {
  name: "ovn/logical-port",
  description: "Both ends have their logical switch port, and it is enabled",
  codes: ["LOGICAL_PORT_MISSING", "LOGICAL_PORT_DISABLED"],
  reads: ["logical-port"],
  run(context) {
    const { view } = context;
    const found: Found[] = [];
    for (const role of bridgeRoles(view.plan)) {
      const port = view.logicalPort(role);
      if (!port.known) return skipped(port.reason);
      if (port.value === null) found.push(missing(role, port.id));
      else if (!port.value.enabled) found.push(disabled(context, role, port.id));
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

/** OVN makes no flows for a disabled port: the packet ends where it would have used them. */
function disabled(context: CheckContext, role: Role, id: string): Found {
  const { view } = context;
  const near: Place = { stage: "source-bridge", direction: "request" };
  const far: Place = { stage: "destination-bridge", direction: "request" };
  return {
    code: "LOGICAL_PORT_DISABLED",
    ...(role === "source" ? near : placeAmong(context, near, far)),
    node: view.plan[role].node,
    args: { ...ends(view), ...endArgs(view, role) },
    resources: [
      { kind: "Logical_Switch_Port", namespace: null, name: view.plan[role].logicalPort ?? "" },
    ],
    evidence: [id],
    weight: "decisive",
  };
}

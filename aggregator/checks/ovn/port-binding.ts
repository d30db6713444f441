import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { bridgeRoles, type Plan, type PlannedEnd, type Role } from "../../evidence/plan.ts";
import { type Check, endArgs, ends, type Found, foundOrClean, skipped } from "../check.ts";

/** A healthy binding: the chassis of the pod's node claimed the port (ovn-sb(5) Port_Binding). */
export const portBindingCheck: Check = {
  name: "ovn/port-binding",
  description: "Each logical port is bound to the chassis of the pod's node",
  codes: ["LOGICAL_PORT_NOT_BOUND"],
  reads: ["logical-port", "port", "port-binding"],
  run({ view }) {
    const found: Found[] = [];
    for (const role of boundRoles(view.plan)) {
      const logicalPort = view.logicalPort(role);
      const binding = view.portBinding(role);
      if (!binding.known) return skipped(binding.reason);
      if (!logicalPort.known) return skipped(logicalPort.reason);
      const { node } = view.plan[role];
      if (logicalPort.value === null || node === null) continue;
      const boundTo = binding.value?.chassisNode ?? null;
      if (boundTo === node || binding.value?.migration?.nodes.includes(node)) continue;
      const port = view.port(role);
      const name = view.plan[role].leaving?.redirect ?? logicalPort.value.name;
      const ifaceId = port.known ? (port.value?.ifaceId ?? "") : "";
      found.push({
        code: "LOGICAL_PORT_NOT_BOUND",
        stage: "control-plane",
        direction: "request",
        node,
        args: {
          ...ends(view),
          ...endArgs(view, role),
          actual: boundTo ?? binding.value?.chassis ?? reason("NO_CHASSIS", {}),
          expected: node,
          lsp: name,
          detail: port.known ? ifaceIdDetail(ifaceId, name) : "",
        },
        resources: [{ kind: "Port_Binding", namespace: null, name }],
        evidence: port.known ? [binding.id, port.id] : [binding.id],
        weight: "decisive",
      });
    }
    return foundOrClean(found);
  },
};

/** A localnet port is bound to no chassis; the router's gateway port in its place is. */
function boundRoles(plan: Plan): Role[] {
  return bridgeRoles(plan).filter(
    (role) => plan[role].attachment !== "localnet" || isRedirected(plan[role]),
  );
}

function isRedirected({ leaving }: PlannedEnd): boolean {
  return leaving !== undefined && leaving.redirect !== null;
}

function ifaceIdDetail(actual: string, wanted: string): Reason | string {
  if (actual === wanted) return "";
  return actual === "" ? reason("NO_IFACE_ID", {}) : reason("OTHER_IFACE_ID", { id: actual });
}

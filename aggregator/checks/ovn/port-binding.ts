import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { type Check, endArgs, ends, type Found, foundOrClean, skipped } from "../check.ts";

/** A healthy binding: the chassis of the pod's node claimed the port (ovn-sb(5) Port_Binding). */
export const portBindingCheck: Check = {
  name: "ovn/port-binding",
  description: "Each logical port is bound to the chassis of the pod's node",
  codes: ["LOGICAL_PORT_NOT_BOUND"],
  reads: ["logical-port", "port", "port-binding"],
  run({ view }) {
    const found: Found[] = [];
    for (const role of ["source", "destination"] as const) {
      const logicalPort = view.logicalPort(role);
      const binding = view.portBinding(role);
      if (!binding.known) return skipped(binding.reason);
      if (!logicalPort.known) return skipped(logicalPort.reason);
      const { node } = view.plan[role];
      if (logicalPort.value === null || node === null) continue;
      const boundTo = binding.value?.chassisNode ?? null;
      if (boundTo === node) continue;
      const port = view.port(role);
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
          detail: port.known ? ifaceIdDetail(ifaceId, logicalPort.value.name) : "",
        },
        resources: [{ kind: "Port_Binding", namespace: null, name: logicalPort.value.name }],
        evidence: port.known ? [binding.id, port.id] : [binding.id],
        weight: "decisive",
      });
    }
    return foundOrClean(found);
  },
};

function ifaceIdDetail(actual: string, wanted: string): Reason | string {
  if (actual === wanted) return "";
  return actual === "" ? reason("NO_IFACE_ID", {}) : reason("OTHER_IFACE_ID", { id: actual });
}

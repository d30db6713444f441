import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { absentInterface } from "./unplaced.ts";

/**
 * Whether a port is wired up: the logical port exists, its chassis is the pod's node, and the
 * pod's veth is an interface of br-int with the right iface-id. A way into a provider network has
 * no interface of its own; where a router has a gateway port to it, that port's chassis counts. A
 * node's NIC needs nothing of this.
 */
export type Wiring =
  | { readonly state: "good" }
  | { readonly state: "broken"; readonly at: "logical-port" | "bridge" | "binding" }
  | { readonly state: "unknown"; readonly reason: Reason };

export function wiringOf(view: CaseView, role: Role): Wiring {
  if (view.plan[role].attachment === "localnet") return localnetWiring(view, role);
  if (view.plan[role].attachment === "nic") return { state: "good" };
  const logicalPort = view.logicalPort(role);
  const port = view.port(role);
  const binding = view.portBinding(role);
  // Everything is asked for before anything is concluded, so that a missing answer can never turn
  // one conclusion into another.
  for (const looked of [logicalPort, port, binding]) {
    if (!looked.known) return { state: "unknown", reason: looked.reason };
  }
  if (!logicalPort.known || !port.known || !binding.known) {
    return { state: "unknown", reason: reason("NOT_LOOKED_AT", {}) };
  }
  if (logicalPort.value === null) return { state: "broken", at: "logical-port" };
  if (absentInterface(view, role) !== null) return { state: "broken", at: "bridge" };
  if (port.value === null) {
    return { state: "unknown", reason: reason("LOCAL_PORT_NOT_FOUND", {}) };
  }
  if (port.value.interface === "" || port.value.ofport <= 0) {
    return { state: "broken", at: "bridge" };
  }
  const node = view.plan[role].node;
  const bound = binding.value !== null && binding.value.chassisNode === node;
  if (!bound || port.value.ifaceId !== logicalPort.value.name) {
    return { state: "broken", at: "binding" };
  }
  return { state: "good" };
}

function localnetWiring(view: CaseView, role: Role): Wiring {
  const { leaving, node } = view.plan[role];
  const logicalPort = view.logicalPort(role);
  const binding = view.portBinding(role);
  if (!logicalPort.known) return { state: "unknown", reason: logicalPort.reason };
  if (!binding.known) return { state: "unknown", reason: binding.reason };
  if (logicalPort.value === null) return { state: "broken", at: "logical-port" };
  if (leaving === undefined || leaving.redirect === null) return { state: "good" };
  const isBound = binding.value !== null && binding.value.chassisNode === node;
  return isBound ? { state: "good" } : { state: "broken", at: "binding" };
}

import { reason, said } from "../../../proto/reasons/index.ts";
import { missingInterface } from "../../correlation/locate/unplaced.ts";
import { nodeInterface, ownPortRoles, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Check, endArgs, ends, type Found, foundOrClean, nameOf, skipped } from "../check.ts";

/** The pod's veth, found through iflink, is an open port of br-int. */
export const bridgePortCheck: Check = {
  name: "ovs/bridge-port",
  description: "The host interface of each pod is a port of br-int and could be opened",
  codes: [
    "PORT_NOT_ON_BRIDGE",
    "OFPORT_INVALID",
    "POD_INTERFACE_MISSING",
    "NODE_INTERFACE_MISSING",
  ],
  reads: ["pod", "port"],
  run({ view }) {
    const found: Found[] = [];
    for (const role of ownPortRoles(view.plan)) {
      const port = view.port(role);
      if (!port.known) return skipped(port.reason);
      const gone = withoutInterface(view, role);
      if (gone !== null) {
        found.push(gone);
        continue;
      }
      if (port.value === null)
        return skipped(reason("POD_INTERFACE_NOT_FOUND", { name: nameOf(view, role) }));
      const { veth, interface: onBridge, bridge, ofport, ovsError } = port.value;
      const node = view.plan[role].node;
      const base = {
        stage: "control-plane",
        direction: "request",
        node,
        resources: [{ kind: "Interface", namespace: null, name: onBridge || veth }],
        evidence: [port.id],
        weight: "decisive",
      } as const;
      const args = { ...ends(view), ...endArgs(view, role), interface: onBridge || veth };
      if (onBridge === "" || bridge === "") {
        found.push({ ...base, code: "PORT_NOT_ON_BRIDGE", args });
      } else if (ofport <= 0) {
        const detail = ovsError === "" ? `ofport = ${ofport}` : said(ovsError);
        found.push({ ...base, code: "OFPORT_INVALID", args: { ...args, detail } });
      }
    }
    return foundOrClean(found);
  },
};

/** Neither the node has it nor the pod: of a veth both ends are gone, or `ovn0` is. */
function withoutInterface(view: CaseView, role: Role): Found | null {
  const evidence = missingInterface(view, role);
  if (evidence === null) return null;
  const { attachment, name, namespace, node } = view.plan[role];
  const isNodes = attachment === "ovn0";
  const own = { kind: "Interface", namespace: null, name: nodeInterface };
  return {
    code: isNodes ? "NODE_INTERFACE_MISSING" : "POD_INTERFACE_MISSING",
    stage: "control-plane",
    direction: "request",
    node,
    args: { ...ends(view), ...endArgs(view, role), interface: nodeInterface },
    resources: [isNodes ? own : { kind: "Pod", namespace, name }],
    evidence: [evidence],
    weight: "decisive",
  };
}

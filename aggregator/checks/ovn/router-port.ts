import type { CaseView } from "../../evidence/view.ts";
import { atNodes, type Check, type CheckContext, ends, type Look, placeAmong } from "../check.ts";

/**
 * The router's ports on the path are enabled. For one that is not, ovn-northd makes no flows: what
 * is sent to it is dropped, as is what would be routed out by it (northd/northd.c,
 * lrport_is_enabled).
 */
export const routerPortCheck: Check = {
  name: "ovn/router-port",
  description: "The router's ports on the subnets of both ends are enabled",
  codes: ["ROUTER_PORT_DISABLED"],
  reads: ["logical-port"],
  run(context) {
    return atNodes(context.view, (role) => {
      return isRouted(context.view) ? disabled(context, role) : null;
    });
  },
};

/** Within a subnet only what is sent to a Service's address goes to the router. */
function isRouted({ plan }: CaseView): boolean {
  return !plan.sameSubnet || plan.service !== null;
}

function disabled(context: CheckContext, role: "source" | "destination"): Look {
  const { view } = context;
  const row = view.logicalPort(role);
  if (!row.known) return row.reason;
  const port = row.value?.routerPort ?? null;
  if (port === null || port.enabled) return null;
  const { switchName } = view.plan[role];
  const resources = [{ kind: "Logical_Router_Port", namespace: null, name: port.name }];
  return {
    code: "ROUTER_PORT_DISABLED",
    // The router is asked on the sender's node, and neither takes by such a port nor sends.
    ...placeAmong(
      context,
      { stage: "source-bridge", direction: "request" },
      { stage: "gateway", direction: "request" }, // where another port's chassis routes
    ),
    node: view.plan.source.node,
    args: { ...ends(view), lsp: port.name, router: port.router, subnet: switchName ?? "" },
    resources,
    evidence: [row.id],
    weight: "decisive",
  };
}

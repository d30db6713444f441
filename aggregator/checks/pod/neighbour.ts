import { reason } from "../../../proto/reasons/index.ts";
import { neighbourRequests } from "../../correlation/join/neighbour-request.ts";
import { fabricOf, type Role } from "../../evidence/plan.ts";
import {
  atPods,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Look,
  type Place,
  placeAmong,
} from "../check.ts";

/** A pod that asks for its next hop's MAC gets an answer. */
export const neighbourCheck: Check = {
  name: "pod/neighbour",
  description: "The pods' questions for the MAC of their next hop are answered",
  codes: ["ARP_UNANSWERED"],
  reads: ["port", "tap"],
  run(context) {
    return atPods(context.view, (role) => unanswered(context, role));
  },
};

function unanswered(context: CheckContext, role: Role): Look {
  const { view } = context;
  const tap = view.tap(role);
  const port = view.port(role);
  if (!tap.known || !port.known) return reason("VETH_NOT_OBSERVED", {});
  const requests = neighbourRequests(view, role);
  if (requests === null || requests.answered > 0) return null;
  return {
    code: "ARP_UNANSWERED",
    ...placeOf(context, role, requests.target),
    node: view.plan[role].node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      address: requests.target,
      sent: requests.asked,
    },
    resources: [],
    evidence: requests.evidence,
    weight: "supporting",
  };
}

/** OVN answers on the pod's own bridge; on a VLAN the question may leave the node. */
function placeOf(context: CheckContext, role: Role, target: string): Place {
  const direction = role === "source" ? "request" : "reply";
  const bridge: Place = { stage: `${role}-bridge`, direction };
  const { plan } = context.view;
  const isOutside = fabricOf(plan, direction) === "provider" && target !== plan[role].gatewayIp;
  return isOutside ? placeAmong(context, bridge, { stage: "underlay", direction }) : bridge;
}

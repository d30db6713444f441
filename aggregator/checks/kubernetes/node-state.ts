import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { Role } from "../../evidence/plan.ts";
import type { NodeObjectRow } from "../../evidence/rows.ts";
import {
  atEnds,
  bridgeStage,
  type Check,
  type CheckContext,
  type Look,
  type Place,
  placeAmong,
} from "../check.ts";

/** The nodes of both ends are ready, and their kubelets are heard of. */
export const nodeStateCheck: Check = {
  name: "kubernetes/node-state",
  description: "The nodes of both ends are ready",
  codes: ["NODE_NOT_READY"],
  reads: ["node-object"],
  run(context) {
    const { source, destination } = context.view.plan;
    const roles: Role[] = source.node === destination.node ? ["source"] : ["source", "destination"];
    const known = roles.filter((role) => context.view.plan[role].node !== null);
    return atEnds((role) => stateOf(context, role), known);
  },
};

function stateOf(context: CheckContext, role: Role): Look {
  const { view } = context;
  const node = view.nodeObject(role);
  if (!node.known) return node.reason;
  const name = view.plan[role].node ?? "";
  if (node.value === null) return null; // that no agent is there for it is said elsewhere
  const detail = problemOf(node.value);
  if (detail === null) return null;
  const arriving: Place = {
    stage: "underlay",
    direction: role === "destination" ? "request" : "reply",
  };
  const onBridge: Place = { stage: bridgeStage(view, role), direction: "request" };
  const place = placeAmong(
    context,
    { stage: "control-plane", direction: "request" },
    arriving,
    onBridge,
  );
  // Nothing arrives at a node of which Kubernetes hears nothing either: it is off the network.
  const isOff = node.value.readyStatus === "Unknown" && place === arriving;
  return {
    code: "NODE_NOT_READY",
    ...place,
    node: name,
    args: { node: name, detail },
    resources: [{ kind: "Node", namespace: null, name }],
    evidence: [node.id],
    weight: isOff ? "decisive" : "supporting",
  };
}

function problemOf({ readyStatus, readyReason, networkUnavailable }: NodeObjectRow): Reason | null {
  if (readyStatus !== "True") {
    return reason("NODE_CONDITION", { status: readyStatus || null, because: readyReason || null });
  }
  return networkUnavailable === null
    ? null
    : reason("NODE_NETWORK_UNAVAILABLE", { because: networkUnavailable });
}

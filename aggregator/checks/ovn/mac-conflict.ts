import { allOf, reason } from "../../../proto/reasons/index.ts";
import { fabricOf, otherRole, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
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

/** No other port of its switch has the MAC of either pod: OVN forwards by it, to one of them. */
export const macConflictCheck: Check = {
  name: "ovn/mac-conflict",
  description: "Nobody else on the switch has the MAC of either pod",
  codes: ["MAC_CONFLICT"],
  reads: [
    ...(["chassis", "logical-port", "logical-trace", "mac-owners"] as const),
    ...(["openflow-trace", "port"] as const),
  ],
  run(context) {
    return atPods(context.view, (role) => conflictOf(context, role));
  },
};

function conflictOf(context: CheckContext, role: Role): Look {
  const { view } = context;
  const owners = view.macOwners(role);
  const port = view.logicalPort(role);
  if (!owners.known) return owners.reason;
  if (!port.known) return port.reason;
  const others = owners.value ?? [];
  if (others.length === 0) return null;
  const names = others.map(({ name }) => name);
  const elsewhere = deliveredTo(view, role, names) ?? flowsElsewhere(view, role);
  const detail = allOf(
    others.map(({ name, node, ips }) => reason("MAC_OWNED", { port: name, node, ips: [...ips] })),
  );
  const macs = (port.value?.addresses ?? []).map((address) => address.split(" ")[0] ?? "");
  return {
    code: "MAC_CONFLICT",
    ...placeOf(context, role),
    node: view.plan[role].node,
    args: { ...ends(view), ...endArgs(view, role), actual: macs.join(", "), detail: detail ?? "" },
    resources: others.map(({ name }) => {
      return { kind: "Logical_Switch_Port", namespace: null, name };
    }),
    evidence: [owners.id, port.id, ...(elsewhere === null ? [] : [elsewhere])],
    // Which of the two gets packets is each node's choice, and one of them may well be served.
    weight: elsewhere === null ? "supporting" : "decisive",
  };
}

function deliveredTo(view: CaseView, role: Role, names: readonly string[]): string | null {
  const trace = view.logicalTrace(role === "destination" ? "request" : "reply");
  if (!trace.known || trace.value.result !== "delivered-elsewhere") return null;
  return trace.value.outputs.some((port) => names.includes(port)) ? trace.id : null;
}

/**
 * The flows of the sender's node output to another port, or into a tunnel to another node. Null
 * also where they cannot tell: a provider network's frames name no node, and a node of which no
 * chassis is known has no tunnel address to hold against.
 */
function flowsElsewhere(view: CaseView, role: Role): string | null {
  const direction = role === "destination" ? "request" : "reply";
  const trace = view.openflowTrace(direction, otherRole(role));
  const port = view.port(role);
  const chassis = view.chassis(role);
  if (!trace.known || !port.known || !chassis.known || port.value === null) return null;
  const { outputs, result } = trace.value.trace;
  const encaps = chassis.value?.encaps.map(({ ip }) => ip) ?? [];
  const isLocal = view.plan.relation === "same-node";
  const isTold = fabricOf(view.plan, direction) === "tunnel" && encaps.length > 0;
  if (!isLocal && !isTold) return null;
  const { ofport } = port.value;
  const isRight = outputs.some(({ port: to, remoteIp }) =>
    isLocal ? to === String(ofport) : encaps.includes(remoteIp ?? ""),
  );
  return result === "delivered" && !isRight ? trace.id : null;
}

/** Who sends to the pod hands its packets to the other one. */
function placeOf(context: CheckContext, role: Role): Place {
  const direction = role === "destination" ? "request" : "reply";
  return placeAmong(
    context,
    { stage: `${otherRole(role)}-bridge`, direction },
    { stage: `${role}-bridge`, direction },
  );
}

import type { Direction, Stage } from "../../proto/diagnosis.ts";
import { flowDropOf } from "../correlation/flow-drop.ts";
import { wiringOf } from "../correlation/wiring.ts";
import type { Role } from "../evidence/plan.ts";
import { atEnds, type Check, type CheckContext, ends, type Look } from "./check.ts";

/**
 * ovn-controller runs, answers and is connected to the southbound database.
 *
 * When it is away the flows of its node stay as they were. That alone stops no packet, so it is the
 * cause only where flows are missing, left over, or a port of its node was never claimed.
 */
export const ovnControllerCheck: Check = {
  name: "ovn/controller",
  description: "ovn-controller of both nodes runs and is connected to the southbound database",
  codes: ["OVN_CONTROLLER_DOWN", "OVN_CONTROLLER_DISCONNECTED"],
  run(context) {
    const oneNode = context.view.plan.relation === "same-node";
    return atEnds((role) => controllerAway(context, role), oneNode ? ["destination"] : undefined);
  },
};

function controllerAway(context: CheckContext, role: Role): Look {
  const { view } = context;
  const facts = view.nodeFacts(role);
  if (!facts.known) return facts.reason;
  const controller = facts.value.ovnController;
  if (controller === null) return "the state of ovn-controller is not known";
  const code = codeOf(controller.running, controller.connection);
  if (code === null) return null;
  const effect = effectOf(context, role);
  const node = view.plan[role].node ?? "";
  return {
    code,
    ...(effect?.segment ?? fallback(role)),
    node,
    args: {
      ...ends(view),
      node,
      remote: facts.value.externalIds["ovn-remote"] ?? "",
      detail: controller.detail || controller.connection || "it does not answer",
    },
    resources: [{ kind: "Node", namespace: null, name: node }],
    evidence: effect === null ? [facts.id] : [facts.id, ...effect.evidence],
    weight: effect === null ? "supporting" : "decisive",
  };
}

type ControllerCode = "OVN_CONTROLLER_DOWN" | "OVN_CONTROLLER_DISCONNECTED";

function codeOf(running: boolean, connection: string): ControllerCode | null {
  if (!running || connection === "") return "OVN_CONTROLLER_DOWN";
  return connection === "connected" ? null : "OVN_CONTROLLER_DISCONNECTED";
}

interface Effect {
  readonly segment: { readonly stage: Stage; readonly direction: Direction };
  readonly evidence: readonly string[];
}

/** What its absence does to this path, or null when flows and binding are as they should be. */
function effectOf({ view, stage }: CheckContext, role: Role): Effect | null {
  const wiring = wiringOf(view, role);
  if (wiring.state === "broken" && wiring.at === "binding") {
    return { segment: { stage: "control-plane", direction: "request" }, evidence: [] };
  }
  if (stage === null || !stage.known || !stage.segment.stage.endsWith("-bridge")) return null;
  const roles: Role[] =
    view.plan.relation === "same-node"
      ? ["source", "destination"]
      : [stage.segment.stage === "source-bridge" ? "source" : "destination"];
  if (view.plan.relation === "cross-node" && !roles.includes(role)) return null;
  for (const at of roles) {
    const trace = view.openflowTrace(stage.segment.direction, at);
    if (!trace.known) continue;
    const drop = flowDropOf(trace.value);
    if (drop?.kind === "miss" || drop?.kind === "stale") {
      return { segment: stage.segment, evidence: [trace.id] };
    }
  }
  return null;
}

function fallback(role: Role): Effect["segment"] {
  return {
    stage: role === "source" ? "source-bridge" : "destination-bridge",
    direction: "request",
  };
}

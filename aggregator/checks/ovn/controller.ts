import type { Direction, Stage } from "../../../proto/documents/v1/diagnosis.ts";
import { allOf, type Reason, reason } from "../../../proto/reasons/index.ts";
import { flowDropOf } from "../../correlation/locate/flow-drop.ts";
import { stageReads } from "../../correlation/locate/stage.ts";
import { wiringOf } from "../../correlation/locate/wiring.ts";
import { bridgeRoles, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type ControllerState, controllerState } from "../../host-state/controller.ts";
import { atEnds, bridgeStage, type Check, type CheckContext, ends, type Look } from "../check.ts";

/**
 * ovn-controller runs, answers, is connected to the southbound database and keeps up with it.
 *
 * When it does not the flows of its node stay as they were. That alone stops no packet, so it is
 * the cause only where flows are missing, left over, or a port of its node was never claimed.
 */
export const ovnControllerCheck: Check = {
  name: "ovn/controller",
  description: "ovn-controller of both nodes runs, is connected to the southbound and keeps up",
  codes: [
    "OVN_CONTROLLER_DOWN",
    "OVN_CONTROLLER_DISCONNECTED",
    "OVN_CONTROLLER_LAGGING",
    "OVN_VERSION_MISMATCH",
  ],
  reads: [...stageReads, "control-plane"],
  run(context) {
    const { plan } = context.view;
    const observable = bridgeRoles(plan);
    const roles = plan.relation === "same-node" ? observable.slice(-1) : observable;
    return atEnds((role) => controllerAway(context, role), roles);
  },
};

function controllerAway(context: CheckContext, role: Role): Look {
  const { view } = context;
  const looked = controllerState(view, role);
  if (!looked.known) return looked.reason;
  const effect = effectOf(context, role);
  const state = looked.value;
  const left = leftover(effect);
  // What a row that has gone left behind shows that its node does not keep up, whatever it says.
  const code = codes[state.state] ?? (left === null ? null : "OVN_CONTROLLER_LAGGING");
  if (code === null) return null;
  const node = view.plan[role].node ?? "";
  const facts = view.nodeFacts(role);
  return {
    code,
    ...(effect?.segment ?? { stage: bridgeStage(view, role), direction: "request" }),
    node,
    args: {
      ...ends(view),
      node,
      remote: (facts.known ? facts.value.externalIds["ovn-remote"] : undefined) ?? "",
      detail: allOf([state.detail, left].filter((part) => part !== null)) ?? "",
    },
    resources: [{ kind: "Node", namespace: null, name: node }],
    evidence: [...state.evidence, ...(effect?.evidence ?? [])],
    weight: effect === null || isUnnamed(view, code) ? "supporting" : "decisive",
  };
}

/** That it lags may be that it refuses another version, which the control plane's row tells. */
function isUnnamed(view: CaseView, code: string): boolean {
  return code === "OVN_CONTROLLER_LAGGING" && !view.controlPlane().known;
}

const codes = {
  following: null,
  down: "OVN_CONTROLLER_DOWN",
  disconnected: "OVN_CONTROLLER_DISCONNECTED",
  silent: "OVN_CONTROLLER_LAGGING",
  behind: "OVN_CONTROLLER_LAGGING",
  refusing: "OVN_VERSION_MISMATCH",
} as const satisfies Record<ControllerState["state"], unknown>;

interface Effect {
  readonly segment: { readonly stage: Stage; readonly direction: Direction };
  readonly evidence: readonly string[];
  /** Seconds since the row of the flow that drops is gone, when that is what happens. */
  readonly removedAgo: number | null;
}

function leftover(effect: Effect | null): Reason | null {
  if (effect === null || effect.removedAgo === null) return null;
  return reason("FLOW_OF_REMOVED_ROW", { seconds: effect.removedAgo });
}

/** What its absence does to this path, or null when flows and binding are as they should be. */
function effectOf({ view, stage }: CheckContext, role: Role): Effect | null {
  const wiring = wiringOf(view, role);
  if (wiring.state === "broken" && wiring.at === "binding") {
    const segment = { stage: "control-plane", direction: "request" } as const;
    return { segment, evidence: [], removedAgo: null };
  }
  if (stage === null || !stage.known || stage.segment.bridge === undefined) return null;
  const roles: Role[] =
    view.plan.relation === "same-node" ? ["source", "destination"] : [stage.segment.bridge];
  if (view.plan.relation === "cross-node" && !roles.includes(role)) return null;
  return effectOnFlows(view, stage.segment, roles);
}

function effectOnFlows(
  view: CaseView,
  segment: Effect["segment"],
  roles: readonly Role[],
): Effect | null {
  for (const at of roles) {
    const trace = view.openflowTrace(segment.direction, at);
    if (!trace.known) continue;
    const drop = flowDropOf(trace.value);
    if (drop?.kind !== "miss" && drop?.kind !== "stale") continue;
    const removedAgo = drop.owner.kind === "removed-row" ? drop.owner.secondsAgo : null;
    return { segment, evidence: [trace.id], removedAgo };
  }
  return null;
}

import type { TraceStep__Output } from "../../../proto/gen/tapline/v1/TraceStep.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { TraceOutput } from "../../../proto/wire/trace.ts";
import { foreignSteps, outputs } from "../../correlation/locate/foreign-step.ts";
import { stageReads } from "../../correlation/locate/stage.ts";
import { wiringOf } from "../../correlation/locate/wiring.ts";
import { fabricOf, otherRole, podRoles, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Check, ends, type Found, foundOrSkipped, isFound, type Look } from "../check.ts";
import { type Traced, tracesOf } from "./traced.ts";

/**
 * The flows output where the logical network delivers: on the last node to the interface of the
 * receiving pod, on the first of two into a tunnel. A flow with OVN's cookie may have been given
 * another output, or may be of an interface that was replaced.
 */
export const flowOutputCheck: Check = {
  name: "openflow/output",
  description: "The flows of br-int output to the receiving pod's interface, or into the tunnel",
  codes: ["FLOW_WRONG_OUTPUT"],
  reads: [...stageReads, "chassis", "logical-trace"],
  run({ view }) {
    const { traces, missing } = tracesOf(view);
    const found: Found[] = [];
    const reasons = [...missing];
    for (const traced of traces) {
      const look = wrongOutput(view, traced);
      if (look === null) continue;
      if (isFound(look)) found.push(look);
      else reasons.push(look);
    }
    return foundOrSkipped(found, reasons);
  },
};

function wrongOutput(view: CaseView, traced: Traced): Look {
  const { direction, role, evidence, stage, node, id } = traced;
  const sender = direction === "request" ? "source" : "destination";
  const receiver = otherRole(sender);
  const { trace } = evidence;
  // Of a Service each packet may have another backend.
  if (view.plan.service !== null || podRoles(view.plan).length < 2) return null;
  if (trace.result !== "delivered" || foreignSteps(evidence).length > 0) return null;
  const logical = view.logicalTrace(direction);
  const port = view.port(receiver);
  if (!logical.known) return logical.reason;
  if (!port.known) return port.reason;
  if (logical.value.result !== "delivered" || port.value === null) return null;
  if (wiringOf(view, receiver).state !== "good") return null;
  // A provider's bridge is reached by a patch port, and what it outputs to is not OVN's.
  if (fabricOf(view.plan, direction) === "provider" && role === sender) return null;
  const isLast = view.plan.relation === "same-node" || role === receiver;
  const { ofport } = port.value;
  const isRight = trace.outputs.some((output) =>
    isLast ? output.port === String(ofport) : isTunnelTo(view, receiver, output),
  );
  if (isRight) return null;
  const step = trace.steps.findLast((one) => outputs(one)) ?? null;
  return {
    code: "FLOW_WRONG_OUTPUT",
    stage,
    direction,
    node,
    args: {
      ...ends(view, direction),
      node: node ?? "",
      table: step?.table ?? 0,
      cookie: step?.cookie || "0",
      actual: trace.outputs.map((output) => `port ${output.port}`).join(", "),
      expected: isLast ? portOf(view, receiver, ofport) : reason("THE_TUNNEL", {}),
      detail: step === null ? "" : textOf(step),
    },
    resources: step === null ? [] : [{ kind: "Flow", namespace: null, name: textOf(step) }],
    evidence: [id, logical.id, port.id],
    weight: "decisive",
  };
}

function portOf(view: CaseView, role: Role, ofport: number): Reason {
  return reason("PORT_OF", { port: ofport, name: view.plan[role].logicalPort ?? "" });
}

/** Where the other chassis' tunnel addresses are not known, any tunnel is taken for right. */
function isTunnelTo(view: CaseView, role: Role, { kind, remoteIp }: TraceOutput): boolean {
  const chassis = view.chassis(role);
  const encaps = chassis.known ? (chassis.value?.encaps ?? []) : [];
  return kind === "tunnel" && (encaps.length === 0 || encaps.some(({ ip }) => ip === remoteIp));
}

function textOf({ bridge, table, priority, match }: TraceStep__Output): string {
  return `${bridge} table=${table},priority=${priority},${match}`;
}

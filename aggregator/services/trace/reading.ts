import type { Resource } from "../../../proto/documents/v1/diagnosis.ts";
import type { TraceDrop, TraceReading } from "../../../proto/documents/v1/trace.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { TraceOutput } from "../../../proto/wire/trace.ts";
import { told } from "../../../words/told.ts";
import type {
  FlowOwner,
  LogicalTraceEvidence,
  OpenflowTraceEvidence,
} from "../../evidence/item.ts";
import type { AclRow } from "../../evidence/rows.ts";

const nothing = { to: [], expected: null, drop: null, reason: null } as const;

/** A trace that could not be made. */
export function failedReading(why: Reason): TraceReading {
  return { ...nothing, result: "error", ...told(why) };
}

/** @param expected the logical port that should get the packet. */
export function readLogical(evidence: LogicalTraceEvidence, expected: string | null): TraceReading {
  const { result, outputs, droppedAt, detail } = evidence;
  const base = { ...nothing, to: outputs, expected };
  if (result === "error") return { ...base, result: "error", ...told(detail) };
  if (result !== "dropped") return { ...base, result };
  const drop: TraceDrop = {
    stage: droppedAt?.stage || null,
    datapath: droppedAt?.datapath || null,
    resources: droppedAt?.acl ? resourcesOf(droppedAt.acl) : [],
    flow: droppedAt === null ? null : flowText(droppedAt.priority, droppedAt.match),
    owner: droppedAt === null || droppedAt.uuid === null ? "none" : "logical-flow",
  };
  return { ...base, result: "dropped", drop };
}

/** Where a node should send a packet: to a port of its own, or into a tunnel. */
export type ExpectedOutput =
  | { readonly kind: "port"; readonly ofport: number | null; readonly name: string }
  | { readonly kind: "tunnel"; readonly encapIps: readonly string[]; readonly node: string };

/** Reads what br-int of one node does, against where it should send the packet. */
export function readOpenflow(
  { trace, owners }: OpenflowTraceEvidence,
  expected: ExpectedOutput,
): TraceReading {
  const outputs = trace.outputs.filter((one) => one.kind !== "controller" && isOfBridge(one));
  const base = { ...nothing, to: outputs.map(outputName), expected: nameOf(expected) };
  if (trace.result === "dropped" || outputs.length === 0) {
    const index = trace.decidingStep;
    return { ...base, result: "dropped", drop: dropOf(trace.steps[index], owners[index]) };
  }
  if (trace.result !== "delivered") {
    return { ...base, result: "unknown", ...told(reason("TRACE_INCOMPLETE", {})) };
  }
  if (!isComparable(expected)) {
    return { ...base, result: "unknown", ...told(reason("RECEIVER_UNKNOWN", {})) };
  }
  const right = outputs.some((output) => isExpected(output, expected));
  return { ...base, result: right ? "delivered" : "delivered-elsewhere" };
}

/** A tunnel's packet leaves by the bridge of the NIC, whose action is NORMAL: no second output. */
function isOfBridge({ kind, port }: TraceOutput): boolean {
  return kind === "tunnel" || port !== "NORMAL";
}

function isComparable(expected: ExpectedOutput): boolean {
  return expected.kind === "port" ? expected.ofport !== null : expected.encapIps.length > 0;
}

function isExpected(output: TraceOutput, expected: ExpectedOutput): boolean {
  if (expected.kind === "tunnel") {
    return output.kind === "tunnel" && expected.encapIps.includes(output.remoteIp);
  }
  return output.kind === "port" && output.port === String(expected.ofport);
}

function outputName({ kind, port, remoteIp }: TraceOutput): string {
  return kind === "tunnel" ? `tunnel ${remoteIp}` : `port ${port}`;
}

function nameOf(expected: ExpectedOutput): string {
  if (expected.kind === "port") {
    return expected.ofport === null ? expected.name : `port ${expected.ofport} (${expected.name})`;
  }
  return `tunnel ${expected.encapIps.join(" | ")} (${expected.node})`;
}

type Step = OpenflowTraceEvidence["trace"]["steps"][number];

function dropOf(step: Step | undefined, owner: FlowOwner | undefined): TraceDrop {
  const matched = step !== undefined && (step.cookie !== "" || step.match !== "");
  const flow = matched ? `table ${step.table}, ${flowText(step.priority, step.match)}` : null;
  if (owner?.kind === "logical-flow") {
    const { stage, datapath, acl } = owner;
    const resources = acl === null ? [] : resourcesOf(acl);
    return { stage, datapath, resources, flow, owner: "logical-flow" };
  }
  const kind = matched ? (owner?.kind ?? "none") : "none";
  return { stage: null, datapath: null, resources: [], flow, owner: kind };
}

function flowText(priority: number | null, match: string): string {
  const rest = match === "" ? "" : `, ${match}`;
  return `priority ${priority ?? "?"}${rest}`;
}

/** The policies that asked for the ACL; without any, the ACL itself. */
function resourcesOf({ uuid, resources }: AclRow): readonly Resource[] {
  if (resources.length > 0) return resources;
  return [{ kind: "ACL", namespace: null, name: uuid.slice(0, 8) }];
}

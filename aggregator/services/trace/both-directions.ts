import { beforeAbort } from "../../../lib/before-abort.ts";
import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import type {
  LogicalTracePart,
  LogicalTraceStep,
  NodeTracePart,
  TraceDocument,
} from "../../../proto/documents/v1/trace.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import { reasonIn } from "../../../words/reasons/index.ts";
import { told } from "../../../words/told.ts";
import { type CollectModules, collect } from "../../collect/collect.ts";
import { traceCollectors } from "../../collect/index.ts";
import { probeTurns } from "../../collect/packets/probe-turns.ts";
import { abortAt, timesUntil } from "../../collect/times.ts";
import { sender, tracedDirections } from "../../collect/traces/directions.ts";
import { datapathName, traceLogically } from "../../collect/traces/logical.ts";
import type { CollectorReport } from "../../evidence/case-file.ts";
import type { EvidenceItem, OpenflowTraceEvidence } from "../../evidence/item.ts";
import { fabricOf, otherRole, type Plan, type Role } from "../../evidence/plan.ts";
import type { LogicalTrace } from "../../logical-trace/types.ts";
import type { PlannedPath } from "../../plan/path.ts";
import { type ExpectedOutput, failedReading, readLogical, readOpenflow } from "./reading.ts";

/** No question needs longer, however long the whole may take. */
const mostQuestionMs = 5_000;
/** Questions that wait for each other: for a port, and then a trace on one node after the other. */
const questionsInTurn = 3;

export interface TraceOptions {
  readonly verbose: boolean;
  /** When the answer is due, in milliseconds of performance.now(). */
  readonly untilMs: number;
  /** The caller has gone. */
  readonly signal: AbortSignal;
}

/**
 * What the logical network and br-int of both nodes say of a packet and of its answer, side by
 * side. Parts that could not be had, or not in time, are null, with the reason.
 *
 * @throws {unknown} the signal's reason.
 */
export async function traceBothDirections(
  modules: CollectModules,
  { path, protocol, port }: PlannedPath,
  { verbose, untilMs, signal }: TraceOptions,
): Promise<TraceDocument> {
  const plan: Plan = {
    ...path,
    traffic: { protocol, port, mode: "active", count: 1, size: null },
    series: [],
  };
  const now = performance.now();
  const leftMs = timesUntil(untilMs, now).cutMs - now;
  // An agent that hangs takes its share, and leaves the others theirs.
  const questionMs = Math.min(mostQuestionMs, leftMs / questionsInTurn);
  const asked = { plan, untilMs, questionMs, turn: probeTurns(1)(), signal };
  const logically = { untilMs: now + Math.min(mostQuestionMs, leftMs), signal };
  const [{ evidence, collected }, ...logical] = await Promise.all([
    collect(modules, { ...asked, progress: () => {} }, traceCollectors),
    ...tracedDirections(plan).map(async (direction) => {
      return {
        direction,
        part: await logicalPart({ modules, plan, verbose }, direction, logically),
      };
    }),
  ]);
  const parts = { modules, plan, evidence, collected: collected ?? [], verbose };
  const directions = logical.map(({ direction, part }) => ({
    direction,
    logical: part,
    openflow: openflowParts(parts, direction),
  }));
  const { traffic } = plan;
  const { source, destination } = plan.named;
  return { apiVersion: "tapline/v1", kind: "Trace", source, destination, traffic, directions };
}

interface Parts {
  readonly modules: CollectModules;
  readonly plan: Plan;
  readonly evidence: readonly EvidenceItem[];
  readonly collected: readonly CollectorReport[];
  readonly verbose: boolean;
}

async function logicalPart(
  { modules, plan, verbose }: Pick<Parts, "modules" | "plan" | "verbose">,
  direction: Direction,
  { untilMs, signal: gone }: Pick<TraceOptions, "untilMs" | "signal">,
): Promise<LogicalTracePart> {
  const receiver = plan[otherRole(sender(direction))];
  const timeOver = new ReasonedError(reason("TIME_RAN_OUT", {}));
  const late = abortAt(untilMs, new AbortController(), timeOver);
  const signal = AbortSignal.any([gone, late.signal]);
  try {
    const timeoutMs = untilMs - performance.now();
    if (timeoutMs <= 0) throw timeOver;
    const options = { tracer: modules.tracer, timeoutMs, signal };
    const asked = traceLogically(modules.inventory, plan, direction, options);
    const answer = await beforeAbort(asked, signal);
    if (answer === null) throw signal.reason;
    const { evidence, trace } = answer.value;
    return {
      result: evidence.result,
      reading: readLogical(evidence, receiver.logicalPort),
      summary: reasonIn("en", evidence.detail),
      told: evidence.detail,
      steps: stepsOf(modules, trace, verbose),
      ...(verbose ? { microflow: trace.microflow } : {}),
    };
  } catch (thrown) {
    const why = reasonOf(thrown);
    return { result: null, reading: failedReading(why), summary: null, ...told(why), steps: [] };
  } finally {
    late.clear();
  }
}

function stepsOf(
  { inventory }: CollectModules,
  trace: LogicalTrace,
  verbose: boolean,
): LogicalTraceStep[] {
  return trace.steps.map((step) => ({
    pipeline: step.pipeline,
    datapath: datapathName(inventory, step.datapath),
    stage: step.stage,
    table: step.table,
    match: step.match,
    priority: step.priority,
    uuid: step.uuidPrefix,
    actions: step.actions,
    ...(verbose ? { source: step.source, remarks: step.remarks, conntrack: step.conntrack } : {}),
  }));
}

/** One for each node of the packet's way, in its order. */
function openflowParts(parts: Parts, direction: Direction): NodeTracePart[] {
  const near = sender(direction);
  const inTurn = parts.plan.relation === "cross-node" ? [near, otherRole(near)] : [near];
  const roles = inTurn.filter((role) => parts.plan[role].attachment !== "nic");
  return roles.flatMap((role): NodeTracePart[] => {
    const traces = parts.evidence.filter((item) => item.name === "openflow-trace");
    const item = traces.find((one) => one.direction === direction && one.role === role);
    const base = { node: parts.plan[role].node, at: role };
    if (item?.data) return [{ ...base, ...nodeTrace(parts, item.data, direction, role) }];
    const report = parts.collected.find(({ gives }) => gives.includes("openflow-trace"));
    if (item === undefined && report === undefined) return []; // on no node that is known
    const why = item?.reason ?? report?.reason ?? reason("NOTHING_ANSWERED", {});
    return [{ ...base, result: null, reading: failedReading(why), ...told(why), steps: [] }];
  });
}

function nodeTrace(
  parts: Parts,
  data: OpenflowTraceEvidence,
  direction: Direction,
  role: Role,
): NodeTracePart {
  const { trace, owners, flow } = data;
  return {
    flow,
    result: trace.result,
    reading: readOpenflow(data, expectedOutput(parts, direction, role)),
    decidingStep: trace.decidingStep,
    steps: trace.steps.map((step, index) => {
      const owner = owners[index];
      if (owner === undefined) return { ...step, stage: null };
      return { ...step, stage: owner.kind === "logical-flow" ? owner.stage : null, owner };
    }),
    outputs: trace.outputs,
    datapathActions: trace.datapathActions,
    ...(parts.verbose ? { finalFlow: trace.finalFlow, text: trace.text } : {}),
  };
}

/** The receiver's port on its own node, and before that the tunnel to that node. */
function expectedOutput(
  { modules, plan, evidence }: Parts,
  direction: Direction,
  role: Role,
): ExpectedOutput {
  const receiver = otherRole(sender(direction));
  const end = plan[receiver];
  // By a provider network it leaves by the NIC's bridge, for the physical network to deliver.
  const isByVlan = fabricOf(plan, direction) === "provider";
  const isLast = role === receiver || plan.relation === "same-node";
  if (end.attachment === "localnet" ? isLast : isByVlan && !isLast) {
    return { kind: "tunnel", encapIps: [], node: end.node ?? "" };
  }
  if (isLast) {
    return {
      kind: "port",
      ofport: ofportOf(evidence, receiver),
      name: end.logicalPort ?? end.name,
    };
  }
  const { southbound } = modules.inventory;
  const chassis = southbound.chassisOfHostname(end.node ?? "");
  const encapIps = chassis.flatMap((one) => southbound.encapIps(one));
  return { kind: "tunnel", encapIps, node: end.node ?? "" };
}

/** Null when the interface has no OpenFlow port, or is not known. */
function ofportOf(evidence: readonly EvidenceItem[], role: Role): number | null {
  const ports = evidence.filter((item) => item.name === "port");
  const ofport = ports.find((item) => item.role === role)?.data?.ofport ?? -1;
  return ofport > 0 ? ofport : null;
}

import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import type {
  LogicalTracePart,
  LogicalTraceStep,
  NodeTracePart,
  TraceDocument,
} from "../../../proto/documents/v1/trace.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import { reasonIn } from "../../../words/reasons/index.ts";
import { told } from "../../../words/told.ts";
import { type CollectModules, collect } from "../../collect/collect.ts";
import { traceCollectors } from "../../collect/index.ts";
import { probeTurns } from "../../collect/packets/probe-turns.ts";
import { sender, tracedDirections } from "../../collect/traces/directions.ts";
import { datapathName, traceLogically } from "../../collect/traces/logical.ts";
import type { EvidenceItem } from "../../evidence/item.ts";
import { otherRole, type Plan, type Role } from "../../evidence/plan.ts";
import type { LogicalTrace } from "../../logical-trace/types.ts";
import type { PlannedPath } from "../../plan/path.ts";
import { type ExpectedOutput, failedReading, readLogical, readOpenflow } from "./reading.ts";

const timeoutMs = 5_000;

/**
 * What the logical network and br-int of both nodes say of a packet and of its answer, side by
 * side. Parts that could not be had are null, with the reason.
 */
export async function traceBothDirections(
  modules: CollectModules,
  { path, protocol, port }: PlannedPath,
  { verbose, signal }: { readonly verbose: boolean; readonly signal: AbortSignal },
): Promise<TraceDocument> {
  const plan: Plan = {
    ...path,
    traffic: { protocol, port, mode: "active", count: 1, size: null },
    series: [],
  };
  const untilMs = performance.now() + 3 * timeoutMs;
  const asked = { plan, untilMs, questionMs: timeoutMs, turn: probeTurns(1)(), signal };
  const [{ evidence }, ...logical] = await Promise.all([
    collect(modules, { ...asked, progress: () => {} }, traceCollectors),
    ...tracedDirections(plan).map(async (direction) => {
      return { direction, part: await logicalPart({ modules, plan, verbose }, direction, signal) };
    }),
  ]);
  const parts = { modules, plan, evidence, verbose };
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
  readonly verbose: boolean;
}

async function logicalPart(
  { modules, plan, verbose }: Omit<Parts, "evidence">,
  direction: Direction,
  signal: AbortSignal,
): Promise<LogicalTracePart> {
  const receiver = plan[otherRole(sender(direction))];
  try {
    const options = { tracer: modules.tracer, timeoutMs, signal };
    const { evidence, trace } = await traceLogically(modules.inventory, plan, direction, options);
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

function openflowParts(parts: Parts, direction: Direction): NodeTracePart[] {
  return parts.evidence.flatMap((item): NodeTracePart[] => {
    if (item.name !== "openflow-trace" || item.direction !== direction) return [];
    const base = { node: item.node, at: item.role };
    if (item.data === null) {
      const why = item.reason ?? reason("NOTHING_ANSWERED", {});
      return [{ ...base, result: null, reading: failedReading(why), ...told(why), steps: [] }];
    }
    const { trace, owners, flow } = item.data;
    return [
      {
        ...base,
        flow,
        result: trace.result,
        reading: readOpenflow(item.data, expectedOutput(parts, direction, item.role)),
        decidingStep: trace.decidingStep,
        steps: trace.steps.map((step, index) => {
          const owner = owners[index];
          if (owner === undefined) return { ...step, stage: null };
          return { ...step, stage: owner.kind === "logical-flow" ? owner.stage : null, owner };
        }),
        outputs: trace.outputs,
        datapathActions: trace.datapathActions,
        ...(parts.verbose ? { finalFlow: trace.finalFlow, text: trace.text } : {}),
      },
    ];
  });
}

/** The receiver's port on its own node, and before that the tunnel to that node. */
function expectedOutput(
  { modules, plan, evidence }: Parts,
  direction: Direction,
  role: Role,
): ExpectedOutput {
  const receiver = otherRole(sender(direction));
  const end = plan[receiver];
  if (role === receiver || plan.relation === "same-node") {
    return {
      kind: "port",
      ofport: ofportOf(evidence, receiver),
      name: end.logicalPort ?? end.name,
    };
  }
  // By a provider network it leaves by the NIC's bridge, for the physical network to deliver.
  if (plan.fabric === "provider") return { kind: "tunnel", encapIps: [], node: end.node ?? "" };
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

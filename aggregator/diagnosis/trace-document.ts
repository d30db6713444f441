import { messageOf } from "../../lib/errors.ts";
import type { Direction } from "../../proto/diagnosis.ts";
import type { EvidenceItem } from "../evidence/item.ts";
import type { Plan } from "../evidence/plan.ts";
import type { LogicalTrace } from "../logical-trace/types.ts";
import {
  type CollectModules,
  collectPorts,
  nodesOf,
  nodeViews,
  reachableAgents,
  tracedDirections,
} from "./collect.ts";
import { datapathName, traceLogically } from "./collect-logical.ts";
import { traceOpenflow } from "./collect-openflow.ts";
import { planPath } from "./plan.ts";
import { Recorder } from "./recorder.ts";
import type { TraceRequestWords } from "./request.ts";

const timeoutMs = 5_000;

/**
 * What the logical network and br-int of both nodes say of a packet and of its answer, side by
 * side. Parts that could not be had are null, with the reason.
 */
export async function traceBothWays(
  modules: CollectModules,
  request: TraceRequestWords,
  signal: AbortSignal,
): Promise<unknown> {
  const { path, protocol, port } = planPath(modules.inventory, request);
  const plan: Plan = {
    ...path,
    traffic: { protocol, port, mode: "active", count: 1, size: null },
    series: [],
  };
  const recorder = new Recorder();
  const agents = reachableAgents(modules.agents, nodesOf(plan));
  const ports = await collectPorts(agents, plan, recorder, signal);
  const nodes = await nodeViews(agents, { plan, signal }, ports, recorder);
  const options = { inventory: modules.inventory, plan, nodes, recorder, timeoutMs, signal };
  const directions = await Promise.all(
    tracedDirections(plan).map(async (direction) => ({
      direction,
      logical: await logicalPart(modules, plan, direction, signal),
      openflow: await traceOpenflow(options, direction).then(() =>
        openflowPart(recorder.items, direction),
      ),
    })),
  );
  const { traffic } = plan;
  const { source, destination } = plan.named;
  return { apiVersion: "tapline/v1", kind: "Trace", source, destination, traffic, directions };
}

async function logicalPart(
  modules: CollectModules,
  plan: Plan,
  direction: Direction,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const options = { database: modules.southbound, timeoutMs, signal };
    const { evidence, trace } = await traceLogically(modules.inventory, plan, direction, options);
    return {
      result: evidence.result,
      summary: evidence.detail,
      droppedAt: evidence.droppedAt,
      steps: stepsOf(modules, trace),
    };
  } catch (thrown) {
    return { result: null, summary: null, reason: messageOf(thrown), steps: [] };
  }
}

function stepsOf({ inventory }: CollectModules, trace: LogicalTrace): unknown[] {
  return trace.steps.map((step) => ({
    pipeline: step.pipeline,
    datapath: datapathName(inventory, step.datapath),
    stage: step.stage,
    table: step.table,
    match: step.match,
    priority: step.priority,
    uuid: step.uuidPrefix,
    actions: step.actions,
  }));
}

function openflowPart(items: readonly EvidenceItem[], direction: Direction): unknown[] {
  return items.flatMap((item): unknown[] => {
    if (item.name !== "openflow-trace" || item.direction !== direction) return [];
    const base = { node: item.node, at: item.role };
    if (item.data === null) return [{ ...base, result: null, reason: item.reason, steps: [] }];
    const { trace, owners, flow } = item.data;
    return [
      {
        ...base,
        flow,
        result: trace.result,
        decidingStep: trace.decidingStep,
        steps: trace.steps.map((step, index) => {
          const owner = owners[index];
          return { ...step, stage: owner?.kind === "logical-flow" ? owner.stage : null, owner };
        }),
        outputs: trace.outputs,
        datapathActions: trace.datapathActions,
      },
    ];
  });
}

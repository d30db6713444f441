import { run } from "../../lib/exec.ts";
import type { Command__Output } from "../../proto/gen/tapline/v1/Command.ts";
import type { OpenflowTrace } from "../../proto/gen/tapline/v1/OpenflowTrace.ts";
import type { TraceOutput as WireOutput } from "../../proto/gen/tapline/v1/TraceOutput.ts";
import type { TraceResult } from "../../proto/gen/tapline/v1/TraceResult.ts";
import { reason, said } from "../../proto/reasons/index.ts";
import { controlSocket } from "../openflow/control-socket.ts";
import { datapathPorts } from "../openflow/datapath-ports.ts";
import { FlowsError } from "../openflow/errors.ts";
import type { TunnelOutput } from "../openflow/trace/datapath-actions.ts";
import { outcomeOf, type TraceOutcome, type TraceOutput } from "../openflow/trace/outcome.ts";
import { parseTrace } from "../openflow/trace/parse.ts";
import { traceCommand } from "../openflow/trace/run.ts";
import type { OpenFlowTrace, TraceStep } from "../openflow/trace/types.ts";
import type { OvsSource } from "../ports/ovs-view.ts";
import type { CommandHandler } from "./command-handler.ts";
import { cookieDigits } from "./cookie-digits.ts";

type Request = NonNullable<Command__Output["openflowTrace"]>;

/** A trace of the longest translation that OVS allows (4096 resubmits) is below 2 MB. */
const limits = { timeoutMs: 5_000, maxBytes: 8 * 1024 * 1024 } as const;

/** Asks ovs-vswitchd what it would do with a packet. */
export function openflowTraceHandler(ovsRunDir: string, ovs: OvsSource): CommandHandler<Request> {
  return {
    endsEarly: false,
    maxRunning: null,
    run: async ({ bridge, flow, ctNext }, context) => {
      const request = { ovsRunDir, bridge: bridge || "br-int", flow, ctNext };
      const vector = traceCommand(request, await controlSocket(ovsRunDir));
      const { signal } = context;
      const mirrors = mirrorPorts(ovsRunDir, ovs, signal);
      const [{ stdout }, copies] = await Promise.all([run(vector, { ...limits, signal }), mirrors]);
      return { openflowTrace: toWireTrace(stdout, request.bridge, copies) };
    },
  };
}

/**
 * The datapath ports that get the copies of mirrors. Where these cannot be told, none is: a trace
 * whose outputs no flow explains then stays unresolved.
 */
async function mirrorPorts(
  ovsRunDir: string,
  ovs: OvsSource,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  try {
    const { mirrorOutputs } = await ovs.snapshot(signal);
    if (mirrorOutputs.length === 0) return new Set();
    const ports = await datapathPorts(ovsRunDir, signal);
    const copies = ports.filter(({ name }) => mirrorOutputs.includes(name));
    return new Set(copies.flatMap(({ datapathPort }) => datapathPort ?? []));
  } catch {
    signal.throwIfAborted();
    return new Set();
  }
}

/**
 * The message of a trace's text.
 *
 * @param mirrors datapath ports that get the copies of mirrors.
 * @throws {FlowsError} TRACE_FAILED when the text is no trace but a refusal.
 */
export function toWireTrace(
  text: string,
  bridge: string,
  mirrors: ReadonlySet<string> = new Set(),
): OpenflowTrace {
  const trace = parseTrace(text);
  const outcome = outcomeOf(trace, mirrors);
  if (outcome.kind === "error") {
    throw new FlowsError(reason("TRACE_FAILED", { bridge, why: said(outcome.reason) }));
  }
  const last = trace.sections.at(-1);
  return {
    text,
    steps: trace.steps.map(toWireStep),
    outputs: outputsOf(outcome),
    result: resultOf(outcome),
    decidingStep: decidingStepOf(outcome),
    finalFlow: last?.finalFlow ?? last?.flow ?? "",
    datapathActions: datapathActionsOf(trace),
    skipped: outcome.kind === "dropped" ? outcome.skipped : "",
  };
}

function toWireStep(step: TraceStep): NonNullable<OpenflowTrace["steps"]>[number] {
  return {
    bridge: step.bridge,
    table: Number(step.table),
    cookie: step.matched ? cookieDigits(step.cookie ?? "") : "",
    priority: step.priority ?? 0,
    match: step.match,
    actions: [...step.actions],
    depth: step.depth,
  };
}

/** What the controller alone gets (a reject, an ARP resolution) is not delivered. */
function resultOf(outcome: TraceOutcome): TraceResult {
  switch (outcome.kind) {
    case "output":
      return "TRACE_RESULT_DELIVERED";
    case "controller":
    case "dropped":
    case "failed":
      return "TRACE_RESULT_DROPPED";
    default:
      return "TRACE_RESULT_INCOMPLETE";
  }
}

function decidingStepOf(outcome: TraceOutcome): number {
  return "deciding" in outcome ? (outcome.deciding?.index ?? -1) : -1;
}

function outputsOf(outcome: TraceOutcome): WireOutput[] {
  if (outcome.kind === "controller")
    return [{ kind: "TRACE_OUTPUT_KIND_CONTROLLER", port: "CONTROLLER" }];
  return outcome.kind === "output" ? outcome.outputs.map(toWireOutput) : [];
}

function toWireOutput({ port, tunnel }: TraceOutput): WireOutput {
  if (tunnel === null) {
    const isLocal = port === "LOCAL";
    return { kind: isLocal ? "TRACE_OUTPUT_KIND_LOCAL" : "TRACE_OUTPUT_KIND_PORT", port };
  }
  return { kind: "TRACE_OUTPUT_KIND_TUNNEL", port, ...tunnelFields(tunnel) };
}

function tunnelFields(tunnel: TunnelOutput): Omit<WireOutput, "kind" | "port"> {
  const { remoteIp, tunnelKey, ingressPortKey, egressPortKey } = tunnel;
  return {
    remoteIp: remoteIp ?? "",
    ...(tunnelKey === null ? {} : { vni: tunnelKey }),
    ...(ingressPortKey === null ? {} : { ingressKey: ingressPortKey }),
    ...(egressPortKey === null ? {} : { egressKey: egressPortKey }),
  };
}

/** One line for each section; a section that is cut has none. */
function datapathActionsOf(trace: OpenFlowTrace): string {
  const lines = trace.sections.map(({ datapathActions }) => datapathActions ?? "");
  return lines.filter((line) => line !== "").join("\n");
}

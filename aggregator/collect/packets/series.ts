import type { EndpointSummary } from "../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import { protocols } from "../../../proto/wire/enums.ts";
import type { ProbeReport } from "../../../proto/wire/probe.ts";
import type { Plan, PlannedSeries } from "../../evidence/plan.ts";
import type { AgentHandle } from "../../transport/agent-handle.ts";
import { podRef } from "../pod-ref.ts";
import type { Recorder } from "../recorder.ts";

export interface ProbeOptions {
  readonly plan: Plan;
  /** Agents of the path by node; null for one that is away. */
  readonly agents: ReadonlyMap<string, AgentHandle | null>;
  readonly recorder: Recorder;
  readonly signal: AbortSignal;
}

/** Time for the command itself, beside that of its probes. */
const commandMs = 3_000;

/** Sends the probes of one series from the source, and records what it told of them. */
export async function sendSeries(
  options: ProbeOptions,
  series: PlannedSeries,
): Promise<ProbeReport | null> {
  const { plan, agents, recorder, signal } = options;
  const node = plan.source.node;
  const look = async (): Promise<ProbeReport> => {
    const agent = agents.get(node ?? "") ?? null;
    if (agent === null) throw new ReasonedError(reason("NO_AGENT", { node: node ?? "" }));
    return agent.probe(probeCommand(plan, series), {
      timeoutMs: series.count * series.intervalMs + series.waitMs + commandMs,
      signal,
    });
  };
  return recorder.look(node, look, (data) => ({
    kind: "fact",
    name: "probe",
    series: series.name,
    data,
  }));
}

function probeCommand({ source, named }: Plan, series: PlannedSeries) {
  return {
    pod: podRef(source),
    protocol: protocols.toWire(series.protocol),
    destination: series.destination,
    port: series.port ?? 0,
    count: series.count,
    intervalMs: series.intervalMs,
    waitMs: series.waitMs,
    packetBytes: series.packetBytes ?? 0,
    dontFragment: series.dontFragment,
    identifier: series.identifier,
    sweep: series.sweep ?? null,
    ...httpGet(named.destination, series),
  };
}

/** Watches what flows anyway. @throws {Error} when cancelled. */
export function watch(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(new ReasonedError(reason("CANCELLED", {})));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** The host is what a client of the destination would name. */
function httpGet({ kind, name, namespace }: EndpointSummary, series: PlannedSeries) {
  const { httpPath, port, destination } = series;
  if (httpPath === undefined) return {};
  const address = destination.includes(":") ? `[${destination}]` : destination;
  const host = kind === "Service" ? `${name}.${namespace}.svc` : address;
  return { httpPath, httpHost: port === 80 ? host : `${host}:${port}` };
}

import { messageOf } from "../../lib/errors.ts";
import type { ProbeReport__Output } from "../../proto/gen/tapline/v1/ProbeReport.ts";
import type { EvidenceBody, Round, TapEvidence } from "../evidence/item.ts";
import type { Plan, PlannedEnd, PlannedSeries } from "../evidence/plan.ts";
import type { AgentHandle, TapSession } from "../ingest/agent-handle.ts";
import { podRef } from "./pod-ref.ts";
import type { Recorder } from "./recorder.ts";
import type { Progress } from "./request.ts";
import { plannedSweep } from "./size-sweep.ts";
import { tapFilter } from "./tap-filter.ts";

export interface PacketOptions {
  readonly plan: Plan;
  /** Agents of the path by node; null for one that is away. */
  readonly agents: ReadonlyMap<string, AgentHandle | null>;
  readonly recorder: Recorder;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** How long a passive diagnosis watches. */
  readonly watchMs: number;
  /** What is to be read on both sides of the probes, so that its change is theirs. */
  readonly atRound: (round: Round) => Promise<void>;
}

/** Headers of an encapsulated packet: outer Ethernet to Geneve options, inner Ethernet to TCP. */
const snapLength = 256;
/** Some hundred packets belong to a diagnosis; more is other traffic that the filter lets in. */
const maxPackets = 20_000;
const startTimeoutMs = 3_000;

/**
 * Taps every node of the path, sends the probes while all taps listen, and records both. Gives the
 * plan with what it took to send besides.
 */
export async function collectPackets(options: PacketOptions): Promise<Plan> {
  const { plan, agents, progress, signal } = options;
  const [, ...taps] = await Promise.all([
    options.atRound("before"),
    ...[...agents].map(([node, agent]) => startTap(options, node, agent)),
  ]);
  progress("probe", plan.traffic.mode === "passive" ? "watching" : "sending probes");
  if (plan.traffic.mode === "passive") await pause(options.watchMs, signal);
  const further = plan.traffic.mode === "passive" ? [] : await sendSeries(options);
  await Promise.all([options.atRound("after"), ...taps.map((tap) => stopTap(options, tap))]);
  return { ...plan, series: [...plan.series, ...further] };
}

/** Sends every planned series, and the sweep that their answers call for. */
async function sendSeries(options: PacketOptions): Promise<PlannedSeries[]> {
  const { plan, progress } = options;
  const reports = await Promise.all(
    plan.series.map(async (series) => [series.name, await probe(options, series)] as const),
  );
  const sweep = plannedSweep(plan, new Map(reports));
  if (sweep === null) return [];
  progress("probe", "looking for the largest packet that passes");
  await probe(options, sweep);
  return [sweep];
}

interface RunningTap {
  readonly node: string;
  readonly session: TapSession;
}

async function startTap(
  { plan, recorder, signal }: PacketOptions,
  node: string,
  agent: AgentHandle | null,
): Promise<RunningTap | null> {
  const body: EvidenceBody = { kind: "sighting", name: "tap", data: null };
  if (agent === null) {
    recorder.failed(node, body, `the agent of ${node} is away`);
    return null;
  }
  try {
    const order = { filter: tapFilter(plan), snapLength, maxPackets };
    return { node, session: await agent.tap(order, { timeoutMs: startTimeoutMs, signal }) };
  } catch (thrown) {
    recorder.failed(node, body, messageOf(thrown));
    return null;
  }
}

async function stopTap({ recorder }: PacketOptions, tap: RunningTap | null): Promise<void> {
  if (tap === null) return;
  const result = await tap.session.stop();
  const report = result.report;
  const data: TapEvidence = {
    sightings: result.sightings,
    links: tap.session.links,
    complete: result.complete,
    lost:
      (report?.packetsDroppedKernel ?? 0) +
      (report?.packetsDroppedInterface ?? 0) +
      (report?.sightingsLost ?? 0),
    sightingsExpected: report?.sightingsSent ?? result.sightings.length,
    problem: result.problem,
  };
  recorder.ok(tap.node, { kind: "sighting", name: "tap", data });
}

async function probe(
  options: PacketOptions,
  series: PlannedSeries,
): Promise<ProbeReport__Output | null> {
  const { plan, agents, recorder, signal } = options;
  const node = plan.source.node;
  const look = () => {
    const agent = agents.get(node ?? "") ?? null;
    if (agent === null) throw new Error(`the agent of ${node} is away`);
    return agent.probe(probeCommand(plan.source, plan.destination, series), {
      timeoutMs: series.count * series.intervalMs + series.waitMs + startTimeoutMs,
      signal,
    });
  };
  return recorder.look(
    node,
    async () => look(),
    (data) => ({
      kind: "fact",
      name: "probe",
      series: series.name,
      data,
    }),
  );
}

function probeCommand(source: PlannedEnd, destination: PlannedEnd, series: PlannedSeries) {
  return {
    pod: podRef(source),
    protocol: series.protocol,
    destination: destination.ip,
    port: series.port ?? 0,
    count: series.count,
    intervalMs: series.intervalMs,
    waitMs: series.waitMs,
    packetBytes: series.packetBytes ?? 0,
    dontFragment: series.dontFragment,
    identifier: series.identifier,
    sweep: series.sweep ?? null,
    ...httpGet(destination, series),
  };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(new Error("Cannot go on watching: cancelled"));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

/** The host is what a client of the destination would name. */
function httpGet({ kind, name, namespace, ip }: PlannedEnd, { httpPath, port }: PlannedSeries) {
  if (httpPath === undefined) return {};
  const address = ip.includes(":") ? `[${ip}]` : ip;
  const host = kind === "Service" ? `${name}.${namespace}.svc` : address;
  return { httpPath, httpHost: port === 80 ? host : `${host}:${port}` };
}

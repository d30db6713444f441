import type { EndpointSummary } from "../../../proto/documents/v1/diagnosis.ts";
import { protocols } from "../../../proto/wire/enums.ts";
import type { ProbeReport } from "../../../proto/wire/probe.ts";
import type { Plan, PlannedSeries, SeriesName } from "../../evidence/plan.ts";
import type { CollectContext } from "../collector.ts";
import { podRef } from "../pod-ref.ts";

/** Time for the command itself, beside that of its probes. */
const commandMs = 3_000;

/** Sends the probes of one series from the source, and records what it told of them. */
export async function sendSeries(
  { plan, agents, record, signal }: CollectContext,
  series: PlannedSeries,
): Promise<ProbeReport | null> {
  const { node } = plan.source;
  const timeoutMs = series.count * series.intervalMs + series.waitMs + commandMs;
  return record.observe(
    node,
    async () => agents.on(node).probe(probeCommand(plan, series), { timeoutMs, signal }),
    (data) => ({ kind: "fact", name: "probe", series: series.name, data }),
  );
}

/** What a series that was sent came to; null when that is not known. */
export function reportOf({ found }: CollectContext, series: SeriesName): ProbeReport | null {
  const report = found.probe(series);
  return report.known ? report.value : null;
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

/** The host is what a client of the destination would name. */
function httpGet({ kind, name, namespace }: EndpointSummary, series: PlannedSeries) {
  const { httpPath, port, destination } = series;
  if (httpPath === undefined) return {};
  const address = destination.includes(":") ? `[${destination}]` : destination;
  const host = kind === "Service" ? `${name}.${namespace}.svc` : address;
  return { httpPath, httpHost: port === 80 ? host : `${host}:${port}` };
}

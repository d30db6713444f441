import type { Protocol } from "../../../proto/documents/v1/diagnosis.ts";
import { AddressSet } from "../../../proto/records/address-set.ts";
import type { ProbeOutcome } from "../../../proto/wire/enums.ts";
import type { ProbeAttempt, ProbeReport } from "../../../proto/wire/probe.ts";
import type { Plan, PlannedSeries, SeriesName } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import type { Span } from "../clocks/window.ts";
import { type Stalled, stalledConnections } from "./stalled.ts";

/** By what the packets of a series are recognised. */
export interface SeriesKeys {
  readonly protocol: Protocol;
  /** Addresses that the sender has on the way, and the receiver: NAT changes them. */
  readonly sources: AddressSet;
  readonly destinations: AddressSet;
  /** Every packet of a flow counts, not only those that open it: nobody sent probes. */
  readonly wholeFlows: boolean;
  /** TCP connections that are followed by their data, not by what opened them. */
  readonly stalled?: Stalled;
  /**
   * The transaction of a packet: source and destination port of the request, or identifier and
   * sequence of an echo. Null when it is none of this series.
   */
  keyOf(first: number, second: number): number | null;
}

/** How a transaction ended, as far as the source pod could tell. */
export interface Attempt {
  readonly outcome: ProbeOutcome;
  readonly detail: string;
  /** TCP: the connection opened. */
  readonly opened: boolean;
  readonly rttMs: number | null;
  readonly reportedMtu: number;
  /** Its own size as an IP packet in bytes; 0 where the series has one for all. */
  readonly packetBytes: number;
  /** When the program that asked had ended, if that was before it had waited as told. */
  readonly gaveUpNs: bigint | null;
  /** Until when an answer was waited for that did not come; null where it was not sent so. */
  readonly waitedUntilNs: bigint | null;
}

/** A series whose transactions are known. */
export interface SentSeries extends SeriesKeys {
  readonly name: SeriesName;
  readonly attempts: ReadonlyMap<number, Attempt>;
  /** Every planned probe is accounted for. */
  readonly complete: boolean;
  readonly packetBytes: number | null;
  /** How long each answer is waited for, milliseconds; null where nobody of ours waits. */
  readonly waitMs: number | null;
  readonly evidence: readonly string[];
  /** While packets of it may have passed, on the clock of the source's node; null: not known. */
  readonly span: Span | null;
}

/** Null when the probe did not report: what was sent is then not known. */
export function sentSeries(view: CaseView, name: SeriesName): SentSeries | null {
  const planned = view.plan.series.find((series) => series.name === name);
  const report = view.probe(name);
  if (planned === undefined || !report.known || report.value.error !== "") return null;
  const attempts = new Map(
    report.value.attempts.map((row) => [row.key, attemptOf(row, planned.waitMs)]),
  );
  return {
    ...keysOfSeries(view.plan, planned, report.value),
    name,
    ...(planned.protocol === "tcp" ? { stalled: stalledConnections(view, report.value) } : {}),
    attempts,
    complete: planned.sweep !== undefined || attempts.size === planned.count,
    packetBytes: planned.packetBytes,
    waitMs: planned.waitMs,
    evidence: [report.id],
    span: spanOf(report.value.attempts, planned.waitMs),
  };
}

/** From the first sending to the last answer, or to the end of the wait for it. */
function spanOf(attempts: readonly ProbeAttempt[], waitMs: number): Span | null {
  const sent = attempts.filter(({ sentUnixUs }) => sentUnixUs > 0);
  if (sent.length === 0) return null;
  const ends = sent.map(({ sentUnixUs, outcome, rttMs, waitedMs }) => {
    const lastedMs = outcome === "timeout" ? (waitedMs ?? waitMs) : rttMs;
    return sentUnixUs + lastedMs * 1_000;
  });
  return {
    fromUs: Math.min(...sent.map(({ sentUnixUs }) => sentUnixUs)),
    toUs: Math.max(...ends),
  };
}

/** By what the packets of probes are recognised, from what was sent. */
export function keysOfSeries(
  { conversation }: Pick<Plan, "conversation">,
  planned: PlannedSeries,
  { sourceAddress, attempts }: ProbeReport,
): SeriesKeys {
  const keys = new Set(attempts.map(({ key }) => key));
  const { sources, destinations, ports } = conversation;
  return {
    protocol: planned.protocol,
    sources: new AddressSet([...sources, sourceAddress]),
    destinations: new AddressSet([...destinations, planned.destination]),
    wholeFlows: false,
    keyOf: (first, second) => keyOfProbe(planned, ports, keys, first, second),
  };
}

/** The same series with some of its transactions only. */
export function onlyAttempts(series: SentSeries, wanted: (key: number) => boolean): SentSeries {
  const attempts = new Map([...series.attempts].filter(([key]) => wanted(key)));
  const keyOf: SeriesKeys["keyOf"] = (first, second) => {
    const key = series.keyOf(first, second);
    return key !== null && attempts.has(key) ? key : null;
  };
  return { ...series, attempts, keyOf };
}

function keyOfProbe(
  planned: PlannedSeries,
  ports: readonly number[],
  keys: ReadonlySet<number>,
  first: number,
  second: number,
): number | null {
  if (planned.sweep !== undefined) return second === 1 && keys.has(first) ? first : null;
  if (planned.protocol === "icmp") {
    return first === planned.identifier && keys.has(second) ? second : null;
  }
  const isPort = second === planned.port || ports.includes(second);
  return isPort && keys.has(first) ? first : null;
}

function attemptOf(row: ProbeAttempt, waitMs: number): Attempt {
  const waitedMs = row.outcome === "timeout" ? row.waitedMs : undefined;
  const gaveUpUs = waitedMs === undefined ? null : row.sentUnixUs + waitedMs * 1_000;
  return {
    outcome: row.outcome,
    detail: row.detail,
    opened: row.opened,
    rttMs: row.outcome === "answered" ? row.rttMs : null,
    reportedMtu: row.reportedMtu,
    packetBytes: row.packetBytes ?? 0,
    gaveUpNs: gaveUpUs === null ? null : BigInt(Math.round(gaveUpUs)) * 1_000n,
    waitedUntilNs: waitedUntil(row, waitMs),
  };
}

/** What a connection that opened was waited for after that is not told. */
function waitedUntil({ outcome, opened, sentUnixUs }: ProbeAttempt, waitMs: number): bigint | null {
  if (outcome !== "timeout" || opened || sentUnixUs <= 0) return null;
  return BigInt(Math.round(sentUnixUs + waitMs * 1_000)) * 1_000n;
}

/** From the moment at which the probe saw that time was up to that of its report. */
const noticingNs = 50_000_000n;

/** The answer came when the probe had stopped waiting, or as it did. */
export function cameTooLate({ waitedUntilNs }: Attempt, seenNs: bigint): boolean {
  return waitedUntilNs !== null && seenNs > waitedUntilNs - noticingNs;
}

/** From the last answer that ping took to the moment at which the agent saw that it had ended. */
const endingNs = 100_000_000n;

/** What came then may have come when nobody waited any more: no refusal to take it. */
export function mayBeTooLate({ gaveUpNs }: Attempt, seenNs: bigint): boolean {
  return gaveUpNs !== null && seenNs > gaveUpNs - endingNs;
}

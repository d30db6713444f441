import { setTimeout as delay } from "node:timers/promises";
import { wallClockUs } from "../../lib/wall-clock.ts";
import type { TapReport } from "../../proto/gen/tapline/v1/TapReport.ts";
import type { Window } from "../../proto/gen/tapline/v1/Window.ts";
import { tapEndings } from "../../proto/wire/enums.ts";
import { RecordBatcher } from "../publish/record-batcher.ts";
import { checkFilter } from "./filter-check.ts";
import { PacketReader } from "./packet-reader.ts";
import { Tcpdump, type TcpdumpEnd } from "./tcpdump.ts";
import { type TapSettings, tcpdumpVector } from "./tcpdump-vector.ts";

/** What a tap needs of whoever runs it. */
export interface TapPorts {
  /** Called when tcpdump listens: from here on a packet not seen is evidence. */
  readonly onListening: () => Promise<void>;
  /** A packed batch; false when it cannot be taken. */
  readonly offer: (records: Uint8Array, count: number) => boolean;
  /** End, drain, report. */
  readonly stop: AbortSignal;
  /** End at once. */
  readonly signal: AbortSignal;
}

/** Why a tap ended, in the order in which causes count. */
type EndedBy = "failed" | "limit" | "stopped";

/**
 * Runs a tap from the check of its filter to its report.
 *
 * @throws {TapError} when it cannot be put up; {ExecError} NOT_FOUND without tcpdump.
 */
export async function runTap(settings: TapSettings, ports: TapPorts): Promise<TapReport> {
  await checkFilter(settings.filter, ports.signal);
  const limit = new AbortController();
  const failure = new AbortController();
  const batcher = new RecordBatcher({ offer: ports.offer });
  const reader = new PacketReader({
    maxPackets: settings.maxPackets,
    onPacket: (packet) => batcher.add(packet),
    onLimit: () => limit.abort(),
    onFailure: () => failure.abort(),
  });
  const vector = tcpdumpVector(settings);
  const tcpdump = await Tcpdump.listen(vector, (chunk) => reader.push(chunk), ports.signal);
  const listeningFromUs = wallClockUs();
  try {
    await ports.onListening();
    const stop = AbortSignal.any([ports.stop, limit.signal, failure.signal]);
    await untilEnd(tcpdump, AbortSignal.any([stop, ports.signal]));
    ports.signal.throwIfAborted();
    const stopRequestedAt = Date.now();
    const isStopped = stop.aborted;
    if (ports.stop.aborted) await drained(reader, stopRequestedAt);
    const end = await (isStopped ? tcpdump.stop() : tcpdump.ended);
    reader.end();
    batcher.flush();
    const endedBy = endedByOf(end, reader, limit.signal.aborted, isStopped);
    return report({ end, reader, batcher, endedBy, stopRequestedAt, listeningFromUs });
  } finally {
    batcher.flush();
    tcpdump.kill(); // after an orderly end there is nothing left to kill
  }
}

function untilEnd(tcpdump: Tcpdump, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
    void tcpdump.ended.then(() => resolve());
  });
}

const drainLimits = {
  /** tcpdump writes each packet as it reads it: as long without one means that there is none. */
  quietMs: 25,
  /** For a node that is never quiet and cannot keep up: what is left then is counted as lost. */
  maxMs: 500,
} as const;

/** Waits until what the kernel had when the tap was stopped has been read. */
async function drained(reader: PacketReader, stopRequestedAt: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < drainLimits.maxMs; waitedMs += drainLimits.quietMs) {
    const before = reader.packets;
    await delay(drainLimits.quietMs);
    if (reader.packets === before || reader.lastUnixMs >= stopRequestedAt) return;
  }
}

function endedByOf(
  end: TcpdumpEnd,
  reader: PacketReader,
  isLimit: boolean,
  isStopped: boolean,
): EndedBy {
  if (!isStopped || (reader.failure !== "" && !end.wasKilled)) return "failed";
  return isLimit ? "limit" : "stopped";
}

interface Ended {
  readonly end: TcpdumpEnd;
  readonly reader: PacketReader;
  readonly batcher: RecordBatcher;
  readonly endedBy: EndedBy;
  readonly stopRequestedAt: number;
  /** Microseconds since 1970: tcpdump had said that it listens. */
  readonly listeningFromUs: number;
}

function report(ended: Ended): TapReport {
  const { end, reader, batcher, endedBy, stopRequestedAt } = ended;
  const { statistics } = end;
  const unread = unreadPackets(end, reader, stopRequestedAt);
  const details = [
    endedBy === "failed" ? `tcpdump: ${end.how}` : "",
    end.wasKilled ? "tcpdump: killed" : "",
    end.words,
    reader.failure,
    unread > 0 ? `unread=${unread}` : "",
    batcher.refused > 0 ? `refused=${batcher.refused}` : "",
  ];
  return {
    packetsCaptured: statistics?.captured ?? 0,
    packetsReceived: statistics?.received ?? 0,
    packetsDroppedKernel: statistics?.droppedKernel ?? 0,
    packetsDroppedInterface: statistics?.droppedInterface ?? 0,
    sightingsSent: batcher.sent,
    sightingsLost: reader.lost + batcher.refused + unread,
    statisticsKnown: statistics !== null,
    endedBy: tapEndings.toWire(endedBy),
    detail: details.filter((detail) => detail !== "").join("; "),
    window: windowOf(ended),
  };
}

/**
 * In which it was listening for sure. The kernel's ring is in order: of a tap that did not end as
 * planned, all was read up to the last packet that was read.
 */
function windowOf({ endedBy, reader, stopRequestedAt, listeningFromUs }: Ended): Window {
  const toMs = endedBy === "stopped" ? stopRequestedAt : reader.lastTakenUnixMs;
  const toUnixUs = Math.max(listeningFromUs, Math.floor(toMs * 1_000));
  return { fromUnixUs: listeningFromUs, toUnixUs };
}

/**
 * Packets of the time of the tap that passed the filter and that tcpdump never read. The kernel's
 * ring is in order: one packet from after the stop proves that all from before were read.
 */
function unreadPackets(end: TcpdumpEnd, reader: PacketReader, stopRequestedAt: number): number {
  if (end.statistics === null || reader.lastUnixMs >= stopRequestedAt) return 0;
  const { received, droppedKernel, captured } = end.statistics;
  return Math.max(0, received - droppedKernel - captured);
}

import type { Protocol } from "../../../proto/documents/v1/diagnosis.ts";
import type { IpFields, Sighting } from "../../../proto/records/sighting.ts";
import type { CaseView } from "../../evidence/view.ts";
import { observe } from "./observe.ts";
import { routeOf } from "./route.ts";
import type { Attempt, SentSeries } from "./series.ts";

/**
 * Without probes the transactions are what the source sends anyway: each echo, or each flow. One
 * that begins at the very end of watching may still be answered, so it is left out.
 */
const settleNs = 1_000_000_000n;

/** Null when the source's veth could not be observed. */
export function passiveSeries(view: CaseView): SentSeries | null {
  const [first] = routeOf({ plan: view.plan, tunnelDevices: [] }).steps;
  if (first === undefined) return null;
  const observation = observe(view, first);
  if ("blind" in observation) return null;
  const { sightings, intact, evidence } = observation.seen;
  const { traffic, conversation } = view.plan;
  const { sources, destinations } = conversation;
  const end = sightings.reduce((latest, s) => (s.timeNs > latest ? s.timeNs : latest), 0n);
  const sent = new Map<number, bigint>();
  const answered = new Map<number, "answered" | "refused">();
  for (const sighting of sightings) {
    const { ip } = sighting;
    if (ip === null || !isOf(traffic.protocol, ip)) continue;
    const forward = sources.includes(ip.source) && destinations.includes(ip.destination);
    const backward = destinations.includes(ip.source) && sources.includes(ip.destination);
    const key = passiveKey(traffic.protocol, ip, forward);
    if (key === null || !fitsPort(conversation.ports, ip, forward)) continue;
    if (forward && sighting.direction === first.way && startsNothingElse(ip)) {
      if (!sent.has(key)) sent.set(key, sighting.timeNs);
    } else if (backward && sighting.direction !== first.way) {
      answered.set(key, isReset(ip) ? "refused" : "answered");
    }
  }
  const attempts = new Map<number, Attempt>();
  for (const [key, at] of sent) {
    const outcome = answered.get(key) ?? "timeout";
    if (outcome === "timeout" && end - at < settleNs) continue;
    attempts.set(key, { ...untold, outcome });
  }
  return {
    name: "passive",
    protocol: traffic.protocol,
    sources,
    destinations,
    wholeFlows: true,
    attempts,
    complete: intact,
    packetBytes: null,
    waitMs: null,
    evidence,
    keyOf: (first, second) => {
      const key = pairKey(first, second);
      return attempts.has(key) ? key : null;
    },
  };
}

/** What a watcher cannot know of somebody else's attempt. */
const untold = { detail: "", rttMs: null, reportedMtu: 0, packetBytes: 0, gaveUpNs: null } as const;

/** Port of the source and of the destination, or identifier and sequence of an echo. */
function passiveKey(protocol: Protocol, ip: IpFields, forward: boolean): number | null {
  if (protocol === "icmp") {
    return ip.icmpSequence === null ? null : pairKey(ip.sourcePort, ip.icmpSequence);
  }
  return forward
    ? pairKey(ip.sourcePort, ip.destinationPort)
    : pairKey(ip.destinationPort, ip.sourcePort);
}

function pairKey(first: number, second: number): number {
  return first * 0x10000 + second;
}

const protocolNumbers = { icmp: [1, 58], tcp: [6], udp: [17] } as const;

function isOf(protocol: Protocol, ip: IpFields): boolean {
  const numbers: readonly number[] = protocolNumbers[protocol];
  return numbers.includes(ip.protocol) && ip.fragmentOffset === 0;
}

function fitsPort(ports: readonly number[], ip: IpFields, forward: boolean): boolean {
  return ports.length === 0 || ports.includes(forward ? ip.destinationPort : ip.sourcePort);
}

/** Not an answer of its own: an echo reply, or a reset, asks for nothing. */
function startsNothingElse(ip: IpFields): boolean {
  if (ip.icmpType !== null) return ip.icmpType === 8 || ip.icmpType === 128;
  return !isReset(ip);
}

const rst = 4;

function isReset(ip: Pick<Sighting["ip"] & object, "tcp">): boolean {
  return ((ip.tcp?.flags ?? 0) & rst) !== 0;
}

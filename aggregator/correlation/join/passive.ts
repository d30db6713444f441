import type { Protocol } from "../../../proto/documents/v1/diagnosis.ts";
import { AddressSet } from "../../../proto/records/address-set.ts";
import { absent, type Sighting } from "../../../proto/records/sighting.ts";
import type { CaseView } from "../../evidence/view.ts";
import { observe } from "./observe.ts";
import { echoRequest, protocolNumbers, tcpFlag } from "./protocol-numbers.ts";
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
  const { traffic, conversation, service } = view.plan;
  const sources = new AddressSet(conversation.sources);
  const destinations = new AddressSet(conversation.destinations);
  const end = sightings.reduce((latest, s) => (s.timeNs > latest ? s.timeNs : latest), 0n);
  const sent = new Map<number, bigint>();
  const answered = new Map<number, "answered" | "refused">();
  for (const sighting of sightings) {
    if (!isOf(traffic.protocol, sighting)) continue;
    const isThere = sighting.isFrom(sources) && sighting.isTo(destinations);
    const backward = sighting.isFrom(destinations) && sighting.isTo(sources);
    if (!isThere && !backward) continue;
    const forward = isThere && (!backward || fitsPort(conversation.ports, sighting, true));
    const key = passiveKey(traffic.protocol, sighting, forward);
    if (key === null || !fitsPort(conversation.ports, sighting, forward)) continue;
    if (forward && sighting.direction === first.way && asks(sighting)) {
      if (!sent.has(key)) sent.set(key, sighting.timeNs);
    } else if (backward && sighting.direction !== first.way) {
      answered.set(key, isReset(sighting) ? "refused" : "answered");
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
    span: null,
    evidence,
    keyOf: (first, second) => {
      const key = pairKey(first, second);
      if (attempts.has(key)) return key;
      // Behind the load balancer the port is the backend's.
      const asked = service !== null && conversation.ports.includes(second) ? service.port : null;
      const other = asked === null ? null : pairKey(first, asked);
      return other !== null && attempts.has(other) ? other : null;
    },
  };
}

/** What a watcher cannot know of somebody else's attempt. */
const untold = {
  detail: "",
  opened: false,
  rttMs: null,
  reportedMtu: 0,
  packetBytes: 0,
  gaveUpNs: null,
  waitedUntilNs: null,
} as const;

/** Port of the source and of the destination, or identifier and sequence of an echo. */
function passiveKey(protocol: Protocol, sighting: Sighting, forward: boolean): number | null {
  const { sourcePort, destinationPort, icmpSequence } = sighting;
  if (protocol === "icmp") {
    return icmpSequence === absent ? null : pairKey(sourcePort, icmpSequence);
  }
  return forward ? pairKey(sourcePort, destinationPort) : pairKey(destinationPort, sourcePort);
}

function pairKey(first: number, second: number): number {
  return first * 0x10000 + second;
}

function isOf(protocol: Protocol, sighting: Sighting): boolean {
  const numbers: readonly number[] = protocolNumbers[protocol];
  return numbers.includes(sighting.protocol) && sighting.fragmentOffset === 0;
}

function fitsPort(ports: readonly number[], sighting: Sighting, forward: boolean): boolean {
  if (ports.length === 0) return true;
  return ports.includes(forward ? sighting.destinationPort : sighting.sourcePort);
}

/** Not an answer of its own: an echo reply, or a reset, asks for nothing. */
function asks(sighting: Sighting): boolean {
  const { icmpType } = sighting;
  const requests: readonly number[] = echoRequest;
  return icmpType === absent ? !isReset(sighting) : requests.includes(icmpType);
}

function isReset({ tcpFlags }: Sighting): boolean {
  return tcpFlags !== absent && (tcpFlags & tcpFlag.rst) !== 0;
}

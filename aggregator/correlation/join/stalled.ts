import { absent } from "../../../proto/records/sighting.ts";
import type { ProbeReport } from "../../../proto/wire/probe.ts";
import type { CaseView } from "../../evidence/view.ts";
import { tcpFlag } from "./protocol-numbers.ts";

/**
 * Connections that opened and then stalled: the payload was not answered in time. What stops there
 * is the data, not the SYN, so they are followed by their first byte of data.
 *
 * The value is the sequence number of that byte (the SYN's plus one, RFC 9293 section 3.4), or null
 * where no tap saw the SYN: nothing is then known of the data.
 */
export type Stalled = ReadonlyMap<number, number | null>;

export function stalledConnections(view: CaseView, report: ProbeReport): Stalled {
  const stalled = new Map<number, number | null>();
  for (const { key, outcome, opened } of report.attempts) {
    if (outcome === "timeout" && opened) stalled.set(key, null);
  }
  if (stalled.size === 0) return stalled;
  for (const role of ["source", "destination"] as const) {
    const tap = view.tap(role);
    for (const sighting of tap.known ? tap.value.sightings : []) {
      const { tcpFlags, sourcePort } = sighting;
      if (tcpFlags === absent || (tcpFlags & (tcpFlag.syn | tcpFlag.ack)) !== tcpFlag.syn) continue;
      // Addresses may change on the way (NAT); source ports of probes are nobody else's.
      if (stalled.has(sourcePort)) stalled.set(sourcePort, (sighting.tcpSequence + 1) >>> 0);
    }
  }
  return stalled;
}

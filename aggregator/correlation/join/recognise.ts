import type { IpFields, Sighting } from "../../../proto/records/sighting.ts";
import type { SeriesKeys } from "./series.ts";

/**
 * What a sighting means for a series of transactions.
 *
 * `refusal` is an answer that says no: a TCP reset, or an ICMP error that quotes the request.
 */
export interface Recognised {
  readonly key: number;
  readonly kind: "request" | "reply" | "refusal" | "error";
}

const protocolNumber = { icmp: [1, 58], tcp: [6], udp: [17] } as const;
const tcpFlag = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

/** Tells whether a packet belongs to a transaction of the series, and as what. */
export function recognise(series: SeriesKeys, sighting: Sighting): Recognised | null {
  const { ip, quoted } = sighting;
  if (ip === null) return null;
  if (quoted !== null) return recogniseError(series, ip, quoted);
  const numbers: readonly number[] = protocolNumber[series.protocol];
  if (!numbers.includes(ip.protocol)) return null;
  const forward = isForward(series, ip);
  const backward = isForward(series, { source: ip.destination, destination: ip.source });
  if (!forward && !backward) return null;
  switch (series.protocol) {
    case "icmp":
      return recogniseEcho(series, ip, forward);
    case "tcp":
      return recogniseTcp(series, ip, forward);
    case "udp":
      return recogniseUdp(series, ip, forward);
  }
}

function isForward(
  series: SeriesKeys,
  { source, destination }: Pick<IpFields, "source" | "destination">,
): boolean {
  return series.sources.includes(source) && series.destinations.includes(destination);
}

const echo = { request: [8, 128], reply: [0, 129] } as const;

/** ICMP echo (RFC 792) and ICMPv6 echo (RFC 4443): identifier names the series. */
function recogniseEcho(series: SeriesKeys, ip: IpFields, forward: boolean): Recognised | null {
  const type = ip.icmpType;
  const sequence = ip.icmpSequence;
  if (type === null || sequence === null) return null;
  const key = series.keyOf(ip.sourcePort, sequence);
  if (key === null) return null;
  const wanted: readonly number[] = forward ? echo.request : echo.reply;
  if (!wanted.includes(type)) return null;
  return { key, kind: forward ? "request" : "reply" };
}

/** A transaction is a connection attempt: SYN there, SYN-ACK or RST back (RFC 9293). */
function recogniseTcp(series: SeriesKeys, ip: IpFields, forward: boolean): Recognised | null {
  const flags = ip.tcp?.flags;
  if (flags === undefined) return null;
  const key = portKey(series, ip, forward);
  if (key === null) return null;
  const start = series.stalled?.get(key);
  if (start !== undefined) return recogniseData(ip, key, start, forward);
  const syn = (flags & tcpFlag.syn) !== 0;
  const ack = (flags & tcpFlag.ack) !== 0;
  const opening = series.wholeFlows || (forward ? syn && !ack : syn && ack);
  if (forward) return opening ? { key, kind: "request" } : null;
  if ((flags & tcpFlag.rst) !== 0) return { key, kind: "refusal" };
  return opening ? { key, kind: "reply" } : null;
}

/**
 * Of a connection that opened and then stalled: the first data of the request, however often it is
 * sent again; data or a close back. Bare acknowledgements are no answer.
 */
function recogniseData(
  ip: IpFields,
  key: number,
  start: number | null,
  forward: boolean,
): Recognised | null {
  const { flags = 0, sequence } = ip.tcp ?? {};
  const isData = ip.payloadLength > 0 && (flags & tcpFlag.syn) === 0;
  if (forward) return isData && sequence === start ? { key, kind: "request" } : null;
  if ((flags & tcpFlag.rst) !== 0) return { key, kind: "refusal" };
  return isData || (flags & tcpFlag.fin) !== 0 ? { key, kind: "reply" } : null;
}

function recogniseUdp(series: SeriesKeys, ip: IpFields, forward: boolean): Recognised | null {
  if (ip.fragmentOffset !== 0) return null;
  const key = portKey(series, ip, forward);
  return key === null ? null : { key, kind: forward ? "request" : "reply" };
}

function portKey(series: SeriesKeys, ip: IpFields, forward: boolean): number | null {
  return forward
    ? series.keyOf(ip.sourcePort, ip.destinationPort)
    : series.keyOf(ip.destinationPort, ip.sourcePort);
}

const unreachable = { v4: 3, v6: 1 } as const;
const portUnreachable = { v4: 3, v6: 4 } as const;

/** ICMP errors quote the packet they are about: that names the transaction. */
function recogniseError(
  series: SeriesKeys,
  ip: IpFields,
  quoted: NonNullable<Sighting["quoted"]>,
): Recognised | null {
  const numbers: readonly number[] = protocolNumber[series.protocol];
  if (!numbers.includes(quoted.protocol)) return null;
  if (!isForward(series, quoted)) return null;
  const second = series.protocol === "icmp" ? quoted.icmpSequence : quoted.destinationPort;
  const key = second === null ? null : series.keyOf(quoted.sourcePort, second);
  if (key === null) return null;
  const version = ip.protocol === 58 ? "v6" : "v4";
  const refused =
    ip.icmpType === unreachable[version] &&
    ip.icmpCode === portUnreachable[version] &&
    series.destinations.includes(ip.source);
  return { key, kind: refused ? "refusal" : "error" };
}

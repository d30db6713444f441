import { absent, type Sighting } from "../../../proto/records/sighting.ts";
import { echoReply, echoRequest, icmpv6, protocolNumbers, tcpFlag } from "./protocol-numbers.ts";

/**
 * What NAT leaves alone in a packet, as text: two packets that have it in common are one packet
 * before and behind it, or a request and its answer. Null where nothing in the packet tells it from
 * others.
 *
 * - TCP: the sequence number of the SYN, which its answer acknowledges (RFC 9293 section 3.4); of a
 *   packet amid a connection both numbers and its length.
 * - UDP and ICMP echo: the digest of the payload and its length, of an echo its sequence number.
 *   Answers to an echo repeat the payload (RFC 792).
 *
 * @param forward from the one who asks to the one who answers.
 * @param wholeFlows packets amid a connection count as well.
 */
export function fingerprintOf(
  sighting: Sighting,
  forward: boolean,
  wholeFlows: boolean,
): string | null {
  if (sighting.fragmentOffset !== 0) return null;
  switch (sighting.protocol) {
    case protocolNumbers.tcp[0]:
      return ofTcp(sighting, forward, wholeFlows);
    case protocolNumbers.udp[0]:
      return ofUdp(sighting, forward);
    case protocolNumbers.icmp[0]:
    case icmpv6:
      return ofEcho(sighting, forward);
    default:
      return null;
  }
}

/**
 * Whether the digest of its payload is missing, as of records by older agents: then only the same
 * port or identifier tells one flow's packet from another's.
 */
export function isWeak(fingerprint: string): boolean {
  return fingerprint.startsWith("weak");
}

function ofTcp(sighting: Sighting, forward: boolean, wholeFlows: boolean): string | null {
  const { tcpFlags, tcpSequence, tcpAcknowledgement, payloadLength } = sighting;
  if (tcpFlags === absent) return null;
  const { syn: synBit, rst: rstBit, ack: ackBit } = tcpFlag;
  const [syn, rst, ack] = [synBit, rstBit, ackBit].map((bit) => (tcpFlags & bit) !== 0);
  if (forward && syn && !ack) return `syn ${tcpSequence}`;
  // What answers a SYN acknowledges it: a SYN of its own, or a reset.
  const answers = !forward && ack && (syn || rst);
  if (answers) return `syn ${(tcpAcknowledgement - 1) >>> 0}`;
  if (!wholeFlows || syn) return null;
  const way = forward ? "there" : "back";
  return `segment ${way} ${tcpSequence} ${tcpAcknowledgement} ${payloadLength}`;
}

function ofUdp(sighting: Sighting, forward: boolean): string | null {
  const payload = payloadOf(sighting);
  if (payload === null) return null;
  const own = forward ? sighting.sourcePort : sighting.destinationPort;
  const way = forward ? "there" : "back";
  return sighting.payloadDigest === 0 ? `weak ${way} ${own} ${payload}` : `${way} ${payload}`;
}

function ofEcho(sighting: Sighting, forward: boolean): string | null {
  const { icmpType, icmpSequence, sourcePort } = sighting;
  const types: readonly number[] = forward ? echoRequest : echoReply;
  const payload = payloadOf(sighting);
  if (icmpSequence === absent || !types.includes(icmpType) || payload === null) return null;
  const echo = `${icmpSequence} ${payload}`;
  return sighting.payloadDigest === 0 ? `weak ${sourcePort} ${echo}` : `echo ${echo}`;
}

function payloadOf({ payloadDigest, payloadPrefix, payloadLength }: Sighting): string | null {
  if (payloadLength === 0) return null;
  return `${payloadDigest} ${payloadPrefix} ${payloadLength}`;
}

import { absent, claim, type Headers, layer, type Packet, setPayload } from "../packet.ts";

/**
 * ICMP, RFC 792; MTU of the next hop, RFC 1191 section 4. https://www.rfc-editor.org/rfc/rfc792
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     Type      |     Code      |           Checksum            |
 * +---------------+---------------+-------------------------------+
 * | echo:      Identifier         |        Sequence number        |
 * | too big:   unused             |        Next-hop MTU           |
 * +-------------------------------+-------------------------------+
 * |   errors: the IP header and the first bytes of the packet     |
 * +---------------------------------------------------------------+
 * ```
 */
const at = { type: 0, code: 1, identifier: 4, sequence: 6, nextHopMtu: 6 } as const;
const minBytes = 8;

export const icmpType = {
  echoReply: 0,
  destinationUnreachable: 3,
  sourceQuench: 4,
  redirect: 5,
  echo: 8,
  timeExceeded: 11,
  parameterProblem: 12,
} as const;
const fragmentationNeeded = 4;

/** Gives the offset of the packet that an error quotes, `absent` where it is no error. */
export function decodeIcmp(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, minBytes, layer.icmp)) return absent;
  const { view } = packet;
  const type = view.getUint8(offset + at.type);
  headers.transport = layer.icmp;
  headers.transportAt = offset;
  headers.icmpType = type;
  headers.icmpCode = view.getUint8(offset + at.code);
  setPayload(packet, headers, offset + minBytes);
  if (type === icmpType.echo || type === icmpType.echoReply) {
    const identifier = view.getUint16(offset + at.identifier);
    headers.sourcePort = identifier;
    headers.destinationPort = identifier;
    headers.icmpSequence = view.getUint16(offset + at.sequence);
    return absent;
  }
  return isError(type) ? offset + minBytes : absent;
}

function isError(type: number): boolean {
  switch (type) {
    case icmpType.destinationUnreachable:
    case icmpType.sourceQuench:
    case icmpType.redirect:
    case icmpType.timeExceeded:
    case icmpType.parameterProblem:
      return true;
    default:
      return false;
  }
}

/** MTU that "fragmentation needed and DF set" reports, `absent` for every other message. */
export function icmpNextHopMtu(packet: Packet, headers: Headers): number {
  const isTooBig =
    headers.icmpType === icmpType.destinationUnreachable &&
    headers.icmpCode === fragmentationNeeded;
  return isTooBig ? packet.view.getUint16(headers.transportAt + at.nextHopMtu) : absent;
}

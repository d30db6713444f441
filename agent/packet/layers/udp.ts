import {
  absent,
  claim,
  type Headers,
  layer,
  malformed,
  narrow,
  type Packet,
  setPayload,
} from "../packet.ts";

/**
 * UDP, RFC 768. https://www.rfc-editor.org/rfc/rfc768
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |            Length             |           Checksum            |
 * +-------------------------------+-------------------------------+
 * ```
 */
const at = { ports: 0, length: 4, checksum: 6 } as const;
const minBytes = 8;

/** Source port in the high half of a word, destination port in the low half. */
const sourcePortShift = 16;
const destinationPortMask = 0xffff;

/** Gives the offset of the payload, `absent` when the header is not to be trusted. */
export function decodeUdp(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, minBytes, layer.udp)) return absent;
  const { view } = packet;
  headers.transport = layer.udp;
  headers.transportAt = offset;
  const ports = view.getInt32(offset + at.ports);
  headers.sourcePort = ports >>> sourcePortShift;
  headers.destinationPort = ports & destinationPortMask;
  // 0 is the length of a datagram in a jumbogram (RFC 2675 section 4).
  const written = view.getUint16(offset + at.length);
  const end = written === 0 ? packet.wireEnd : offset + written;
  const isFitting = end >= offset + minBytes && end <= packet.wireEnd;
  if (isFitting) narrow(packet, end);
  setPayload(packet, headers, offset + minBytes);
  if (isFitting || packet.quoting) return offset + minBytes;
  if (end < packet.wireEnd || !headers.moreFragments) return malformed(packet, layer.udp);
  // The rest of the datagram is in later fragments: for what it carries, that is cut, not wrong.
  packet.wireEnd = end;
  return offset + minBytes;
}

/** 0 where the sender made none, which is legal over IPv4. */
export function udpChecksum(packet: Packet, headers: Headers): number {
  return packet.view.getUint16(headers.transportAt + at.checksum);
}

/** Bytes of the datagram; valid when the packet is not malformed. */
export function udpLength(packet: Packet, headers: Headers): number {
  const written = packet.view.getUint16(headers.transportAt + at.length);
  return written === 0 ? headers.networkEnd - headers.transportAt : written;
}

import {
  absent,
  claim,
  type Headers,
  layer,
  malformed,
  type Packet,
  setPayload,
} from "../packet.ts";

/**
 * TCP, RFC 9293 section 3.1. https://www.rfc-editor.org/rfc/rfc9293
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |                        Sequence number                        |
 * +---------------------------------------------------------------+
 * |                    Acknowledgement number                     |
 * +-------+-------+---------------+-------------------------------+
 * | Offset| Rsrvd | Control bits  |            Window             |
 * +-------+-------+---------------+-------------------------------+
 * |           Checksum            |        Urgent pointer         |
 * +-------------------------------+-------------------------------+
 * |                 Options (offset says how many)                |
 * +---------------------------------------------------------------+
 * ```
 */
const at = { ports: 0, sequence: 4, acknowledgement: 8, dataOffsetAndFlags: 12 } as const;
const minBytes = 20;

/** Source port in the high half of a word, destination port in the low half. */
const sourcePortShift = 16;
const destinationPortMask = 0xffff;
/** Within 16 bits: data offset in words of four bytes, control bits in the low byte. */
const dataOffsetShift = 12;
const dataOffsetUnit = 4;
const flagsMask = 0xff;

/** Options: kind, length (with both bytes), data; kinds 0 and 1 are a single byte. */
const option = { kind: 0, length: 1, maximumSegmentSize: 2 } as const;
const optionMinBytes = 2;
const optionKind = { end: 0, noOperation: 1, maximumSegmentSize: 2 } as const;
const maximumSegmentSizeBytes = 4;

export const tcpFlag = { fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32 } as const;

export function decodeTcp(packet: Packet, headers: Headers, offset: number): void {
  const { view } = packet;
  if (packet.quoting) {
    decodeQuotedPorts(packet, headers, offset);
    return;
  }
  if (!claim(packet, offset, minBytes, layer.tcp)) return;
  headers.transport = layer.tcp;
  headers.transportAt = offset;
  const ports = view.getInt32(offset + at.ports);
  headers.sourcePort = ports >>> sourcePortShift;
  headers.destinationPort = ports & destinationPortMask;
  headers.mss = absent;
  const control = view.getUint16(offset + at.dataOffsetAndFlags);
  headers.tcpFlags = control & flagsMask;
  const headerLength = (control >> dataOffsetShift) * dataOffsetUnit;
  setPayload(packet, headers, offset + Math.max(headerLength, minBytes));
  const end = offset + headerLength;
  if (headerLength < minBytes) malformed(packet, layer.tcp);
  else if (claim(packet, offset, headerLength, layer.tcp) || end <= packet.wireEnd) {
    if (headers.tcpFlags & tcpFlag.syn) readOptions(packet, headers, offset + minBytes, end);
  }
}

/** An ICMP error need not quote more than the first 8 bytes (RFC 792). */
const quotedBytes = 8;

function decodeQuotedPorts(packet: Packet, headers: Headers, offset: number): void {
  if (!claim(packet, offset, quotedBytes, layer.tcp)) return;
  headers.transport = layer.tcp;
  headers.transportAt = offset;
  const ports = packet.view.getInt32(offset + at.ports);
  headers.sourcePort = ports >>> sourcePortShift;
  headers.destinationPort = ports & destinationPortMask;
}

/**
 * Reads the options that were captured. Those that the snap length cut are no fault of theirs: the
 * header is noted as truncated already. The segment size comes first in practice.
 */
function readOptions(packet: Packet, headers: Headers, offset: number, end: number): void {
  const { view } = packet;
  let next = offset;
  while (next < end && next < packet.end) {
    const kind = view.getUint8(next + option.kind);
    if (kind === optionKind.end) return;
    if (kind === optionKind.noOperation) {
      next += 1;
      continue;
    }
    if (next + optionMinBytes > end) {
      malformed(packet, layer.tcp);
      return;
    }
    if (next + optionMinBytes > packet.end) return;
    const length = view.getUint8(next + option.length);
    if (length < optionMinBytes || next + length > end) {
      malformed(packet, layer.tcp);
      return;
    }
    if (next + length > packet.end) return;
    if (kind === optionKind.maximumSegmentSize && length === maximumSegmentSizeBytes) {
      headers.mss = view.getUint16(next + option.maximumSegmentSize);
    }
    next += length;
  }
}

export function tcpSequence(packet: Packet, headers: Headers): number {
  return packet.view.getUint32(headers.transportAt + at.sequence);
}

export function tcpAcknowledgement(packet: Packet, headers: Headers): number {
  return packet.view.getUint32(headers.transportAt + at.acknowledgement);
}

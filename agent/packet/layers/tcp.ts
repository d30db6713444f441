import { absent } from "../absent.ts";
import * as layer from "../layer.ts";
import { claim, type Headers, malformed, type Packet, setPayload } from "../packet.ts";
import * as tcp from "./tcp-header.ts";

/** Options: kind, length (with both bytes), data; kinds 0 and 1 are a single byte. */
const option = { kind: 0, length: 1, maximumSegmentSize: 2 } as const;
const optionKind = { end: 0, noOperation: 1, maximumSegmentSize: 2 } as const;

export const tcpFlag = { fin: 1, syn: tcp.syn, rst: 4, psh: 8, ack: 16, urg: 32 } as const;

export function decodeTcp(packet: Packet, headers: Headers, offset: number): void {
  const { view } = packet;
  if (packet.quoting) {
    decodeQuotedPorts(packet, headers, offset);
    return;
  }
  if (!claim(packet, offset, tcp.minBytes, layer.tcp)) return;
  headers.transport = layer.tcp;
  headers.transportAt = offset;
  const ports = view.getInt32(offset + tcp.atPorts);
  headers.sourcePort = ports >>> tcp.sourcePortShift;
  headers.destinationPort = ports & tcp.destinationPortMask;
  headers.mss = absent;
  const control = view.getUint16(offset + tcp.atDataOffsetAndFlags);
  headers.tcpFlags = control & tcp.flagsMask;
  const headerLength = (control >> tcp.dataOffsetShift) * tcp.dataOffsetUnit;
  setPayload(packet, headers, offset + Math.max(headerLength, tcp.minBytes));
  const end = offset + headerLength;
  if (headerLength < tcp.minBytes) malformed(packet, layer.tcp);
  else if (
    claim(packet, offset, headerLength, layer.tcp) ||
    end <= packet.wireEnd ||
    packet.continues
  ) {
    if (headers.tcpFlags & tcp.syn) readOptions(packet, headers, offset + tcp.minBytes, end);
  }
}

function decodeQuotedPorts(packet: Packet, headers: Headers, offset: number): void {
  if (!claim(packet, offset, tcp.quotedBytes, layer.tcp)) return;
  headers.transport = layer.tcp;
  headers.transportAt = offset;
  const ports = packet.view.getInt32(offset + tcp.atPorts);
  headers.sourcePort = ports >>> tcp.sourcePortShift;
  headers.destinationPort = ports & tcp.destinationPortMask;
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
    if (next + tcp.optionMinBytes > end) {
      malformed(packet, layer.tcp);
      return;
    }
    if (next + tcp.optionMinBytes > packet.end) return;
    const length = view.getUint8(next + option.length);
    if (length < tcp.optionMinBytes || next + length > end) {
      malformed(packet, layer.tcp);
      return;
    }
    if (next + length > packet.end) return;
    if (kind === optionKind.maximumSegmentSize && length === tcp.maximumSegmentSizeBytes) {
      headers.mss = view.getUint16(next + option.maximumSegmentSize);
    }
    next += length;
  }
}

export function tcpSequenceAt(headers: Headers): number {
  return headers.transportAt + tcp.atSequence;
}

export function tcpAcknowledgementAt(headers: Headers): number {
  return headers.transportAt + tcp.atAcknowledgement;
}

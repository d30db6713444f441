import { absent } from "../absent.ts";
import * as layer from "../layer.ts";
import { claim, type Headers, malformed, narrow, type Packet, setPayload } from "../packet.ts";
import * as udp from "./udp-header.ts";

/** Gives the offset of the payload, `absent` when the header is not to be trusted. */
export function decodeUdp(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, udp.minBytes, layer.udp)) return absent;
  const { view } = packet;
  headers.transport = layer.udp;
  headers.transportAt = offset;
  const ports = view.getInt32(offset + udp.atPorts);
  headers.sourcePort = ports >>> udp.sourcePortShift;
  headers.destinationPort = ports & udp.destinationPortMask;
  // 0 is the length of a datagram in a jumbogram (RFC 2675 section 4).
  const written = view.getUint16(offset + udp.atLength);
  const end = written === 0 ? packet.wireEnd : offset + written;
  const isFitting = end >= offset + udp.minBytes && end <= packet.wireEnd;
  if (isFitting) narrow(packet, end);
  setPayload(packet, headers, offset + udp.minBytes);
  if (isFitting || packet.quoting) return offset + udp.minBytes;
  if (end < packet.wireEnd || !headers.moreFragments) return malformed(packet, layer.udp);
  // The rest of the datagram is in later fragments: for what it carries, that is cut, not wrong.
  packet.wireEnd = end;
  return offset + udp.minBytes;
}

/** 0 where the sender made none, which is legal over IPv4. */
export function udpChecksum(packet: Packet, headers: Headers): number {
  return packet.view.getUint16(headers.transportAt + udp.atChecksum);
}

/** Bytes of the datagram; valid when the packet is not malformed. */
export function udpLength(packet: Packet, headers: Headers): number {
  const written = packet.view.getUint16(headers.transportAt + udp.atLength);
  return written === 0 ? headers.networkEnd - headers.transportAt : written;
}

import { absent } from "../absent.ts";
import * as layer from "../layer.ts";
import { claim, type Headers, malformed, narrow, type Packet, setPayload } from "../packet.ts";
import * as ipv4 from "./ipv4-header.ts";

/** Gives the offset of the transport header, `absent` when it is not in this packet. */
export function decodeIpv4(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, ipv4.minBytes, layer.ipv4)) return absent;
  const { view } = packet;
  const first = view.getInt32(offset + ipv4.atVersionToTotalLength);
  const headerLength =
    ((first >> ipv4.headerLengthShift) & ipv4.headerLengthMask) << ipv4.lengthUnitShift;
  if (first >>> ipv4.versionShift !== ipv4.version || headerLength < ipv4.minBytes) {
    return malformed(packet, layer.ipv4);
  }
  const fragment = view.getInt32(offset + ipv4.atIdentificationToOffset);
  headers.ipVersion = ipv4.version;
  headers.networkAt = offset;
  headers.protocol = view.getUint8(offset + ipv4.atProtocol);
  headers.identification = fragment >>> ipv4.identificationShift;
  headers.fragmentOffset = (fragment & ipv4.offsetMask) << ipv4.offsetUnitShift;
  headers.moreFragments = (fragment & ipv4.moreFragments) !== 0;
  headers.sourceRouted = false;

  // 0 is what Linux writes for a segmentation-offloaded packet above 64 KiB ("BIG TCP").
  const written = first & ipv4.lowHalf;
  const end = written === 0 ? packet.wireEnd : offset + written;
  const isTooLong = end > packet.wireEnd && !packet.quoting;
  const isTooShort = end < offset + headerLength;
  if (!isTooShort) narrow(packet, end);
  headers.networkEnd = packet.wireEnd;
  headers.capturedEnd = packet.end;
  setPayload(packet, headers, offset + headerLength);
  if (isTooLong || isTooShort) return malformed(packet, layer.ipv4);
  const hasOptions = headerLength > ipv4.minBytes;
  if (hasOptions && !claim(packet, offset, headerLength, layer.ipv4)) return absent;
  return headers.fragmentOffset === 0 ? offset + headerLength : absent;
}

export function ipv4TimeToLive(packet: Packet, headers: Headers): number {
  return packet.view.getUint8(headers.networkAt + ipv4.atTimeToLive);
}

export function ipv4DontFragment(packet: Packet, headers: Headers): boolean {
  const fragment = packet.view.getInt32(headers.networkAt + ipv4.atIdentificationToOffset);
  return (fragment & ipv4.dontFragment) !== 0;
}

/** Bytes of the header with its options. */
export function ipv4HeaderLength(packet: Packet, headers: Headers): number {
  const first = packet.view.getInt32(headers.networkAt + ipv4.atVersionToTotalLength);
  return ((first >> ipv4.headerLengthShift) & ipv4.headerLengthMask) << ipv4.lengthUnitShift;
}

/** Offsets of the addresses, from the IPv4 header. */
export const ipv4Addresses = { source: ipv4.atSource, destination: ipv4.atDestination } as const;

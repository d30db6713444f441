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
 * IPv4, RFC 791 section 3.1. https://www.rfc-editor.org/rfc/rfc791
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+-------------------------------+
 * |Version|  IHL  |Type of service|          Total length         |
 * +-------+-------+---------------+-----+-------------------------+
 * |         Identification        |Flags|     Fragment offset     |
 * +---------------+---------------+-----+-------------------------+
 * |  Time to live |    Protocol   |        Header checksum        |
 * +---------------+---------------+-------------------------------+
 * |                         Source address                        |
 * +---------------------------------------------------------------+
 * |                      Destination address                      |
 * +---------------------------------------------------------------+
 * |                  Options (IHL says how many)                  |
 * +---------------------------------------------------------------+
 * ```
 */
const at = {
  versionAndLength: 0,
  totalLength: 2,
  identification: 4,
  flagsAndOffset: 6,
  timeToLive: 8,
  protocol: 9,
  source: 12,
  destination: 16,
} as const;
const minBytes = 20;

const version = 4;
const flag = { dontFragment: 0x4000, moreFragments: 0x2000 } as const;
const offsetMask = 0x1fff;
/** IHL counts words of four bytes, the fragment offset units of eight. */
const lengthUnitShift = 2;
const offsetUnitShift = 3;

/** Gives the offset of the transport header, `absent` when it is not in this packet. */
export function decodeIpv4(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, minBytes, layer.ipv4)) return absent;
  const { view } = packet;
  const first = view.getUint8(offset + at.versionAndLength);
  const headerLength = (first & 0x0f) << lengthUnitShift;
  if (first >> 4 !== version || headerLength < minBytes) return malformed(packet, layer.ipv4);

  const fragment = view.getUint16(offset + at.flagsAndOffset);
  headers.ipVersion = version;
  headers.networkAt = offset;
  headers.protocol = view.getUint8(offset + at.protocol);
  headers.identification = view.getUint16(offset + at.identification);
  headers.fragmentOffset = (fragment & offsetMask) << offsetUnitShift;
  headers.moreFragments = (fragment & flag.moreFragments) !== 0;
  headers.sourceRouted = false;

  // 0 is what Linux writes for a segmentation-offloaded packet above 64 KiB ("BIG TCP").
  const written = view.getUint16(offset + at.totalLength);
  const end = written === 0 ? packet.wireEnd : offset + written;
  const isTooLong = end > packet.wireEnd && !packet.quoting;
  const isTooShort = end < offset + headerLength;
  if (!isTooShort) narrow(packet, end);
  headers.networkEnd = packet.wireEnd;
  headers.capturedEnd = packet.end;
  setPayload(packet, headers, offset + headerLength);
  if (isTooLong || isTooShort) return malformed(packet, layer.ipv4);
  if (!claim(packet, offset, headerLength, layer.ipv4)) return absent;
  return headers.fragmentOffset === 0 ? offset + headerLength : absent;
}

export function ipv4TimeToLive(packet: Packet, headers: Headers): number {
  return packet.view.getUint8(headers.networkAt + at.timeToLive);
}

export function ipv4DontFragment(packet: Packet, headers: Headers): boolean {
  const fragment = packet.view.getUint16(headers.networkAt + at.flagsAndOffset);
  return (fragment & flag.dontFragment) !== 0;
}

/** Bytes of the header with its options. */
export function ipv4HeaderLength(packet: Packet, headers: Headers): number {
  const first = packet.view.getUint8(headers.networkAt + at.versionAndLength);
  return (first & 0x0f) << lengthUnitShift;
}

/** Offsets of the addresses, from the IPv4 header. */
export const ipv4Addresses = { source: at.source, destination: at.destination } as const;

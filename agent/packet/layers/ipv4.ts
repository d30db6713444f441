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
  /** Words of four bytes, each read at once. */
  versionToTotalLength: 0,
  identificationToOffset: 4,
  protocol: 9,
  timeToLive: 8,
  source: 12,
  destination: 16,
} as const;
const minBytes = 20;

const version = 4;
/** Within the first word: version, IHL, and the total length in the low half. */
const versionShift = 28;
const headerLengthShift = 24;
const headerLengthMask = 0x0f;
const lowHalf = 0xffff;
/** Within the second word: identification in the high half, flags and fragment offset. */
const identificationShift = 16;
const flag = { dontFragment: 0x4000, moreFragments: 0x2000 } as const;
const offsetMask = 0x1fff;
/** IHL counts words of four bytes, the fragment offset units of eight. */
const lengthUnitShift = 2;
const offsetUnitShift = 3;

/** Gives the offset of the transport header, `absent` when it is not in this packet. */
export function decodeIpv4(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, minBytes, layer.ipv4)) return absent;
  const { view } = packet;
  const first = view.getInt32(offset + at.versionToTotalLength);
  const headerLength = ((first >> headerLengthShift) & headerLengthMask) << lengthUnitShift;
  if (first >>> versionShift !== version || headerLength < minBytes) {
    return malformed(packet, layer.ipv4);
  }
  const fragment = view.getInt32(offset + at.identificationToOffset);
  headers.ipVersion = version;
  headers.networkAt = offset;
  headers.protocol = view.getUint8(offset + at.protocol);
  headers.identification = fragment >>> identificationShift;
  headers.fragmentOffset = (fragment & offsetMask) << offsetUnitShift;
  headers.moreFragments = (fragment & flag.moreFragments) !== 0;
  headers.sourceRouted = false;

  // 0 is what Linux writes for a segmentation-offloaded packet above 64 KiB ("BIG TCP").
  const written = first & lowHalf;
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
  const fragment = packet.view.getInt32(headers.networkAt + at.identificationToOffset);
  return (fragment & flag.dontFragment) !== 0;
}

/** Bytes of the header with its options. */
export function ipv4HeaderLength(packet: Packet, headers: Headers): number {
  const first = packet.view.getInt32(headers.networkAt + at.versionToTotalLength);
  return ((first >> headerLengthShift) & headerLengthMask) << lengthUnitShift;
}

/** Offsets of the addresses, from the IPv4 header. */
export const ipv4Addresses = { source: at.source, destination: at.destination } as const;

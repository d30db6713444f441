import { absent, claim, type Headers, layer, type Packet } from "../packet.ts";

/**
 * Ethernet II frame header (IEEE 802.3; RFC 894), without preamble and frame check sequence.
 *
 * ```
 * +-----------------------+-----------------------+---------------+
 * | Destination (6 bytes) |   Source (6 bytes)    | EtherType (2) |
 * +-----------------------+-----------------------+---------------+
 * ```
 */
const at = { destination: 0, source: 6, etherType: 12 } as const;
const minBytes = 14;

/** Below this the field is the length of an IEEE 802.3 frame: LLC follows, nothing of ours. */
const minEtherType = 0x600;

export const etherTypes = {
  ipv4: 0x0800,
  arp: 0x0806,
  dot1q: 0x8100,
  ipv6: 0x86dd,
  dot1ad: 0x88a8,
  /** Transparent Ethernet bridging: a whole frame follows (Geneve's protocol type). */
  ethernet: 0x6558,
} as const;

/** Gives the offset after the header, `absent` when no EtherType says what is there. */
export function decodeEthernet(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, minBytes, layer.ethernet)) return absent;
  headers.ethernetAt = offset;
  const etherType = packet.view.getUint16(offset + at.etherType);
  if (etherType < minEtherType) return absent;
  headers.etherType = etherType;
  return offset + minBytes;
}

export function sourceMacAt(headers: Headers): number {
  return headers.ethernetAt + at.source;
}

export function destinationMacAt(headers: Headers): number {
  return headers.ethernetAt + at.destination;
}

export const ethernetBytes = minBytes;

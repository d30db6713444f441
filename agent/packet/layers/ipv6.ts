import { absent } from "../absent.ts";
import * as layer from "../layer.ts";
import { claim, type Headers, malformed, narrow, type Packet, setPayload } from "../packet.ts";
import { skipExtensions } from "./ipv6-extensions.ts";

/**
 * IPv6, RFC 8200 section 3. https://www.rfc-editor.org/rfc/rfc8200
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+---------------+---------------------------------------+
 * |Version| Traffic class |              Flow label               |
 * +-------+---------------+-------+---------------+---------------+
 * |         Payload length        |  Next header  |   Hop limit   |
 * +-------------------------------+---------------+---------------+
 * |                  Source address (16 bytes)                    |
 * +---------------------------------------------------------------+
 * |                Destination address (16 bytes)                 |
 * +---------------------------------------------------------------+
 * ```
 */
const atVersion = 0;
const atPayloadLength = 4;
const atNextHeader = 6;
const atHopLimit = 7;
const atSource = 8;
const atDestination = 24;
const minBytes = 40;
const version = 6;
const noNextHeader = 59;

/** Gives the offset of the transport header, `absent` when it is not in this packet. */
export function decodeIpv6(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, minBytes, layer.ipv6)) return absent;
  const { view } = packet;
  if (view.getUint8(offset + atVersion) >> 4 !== version) return malformed(packet, layer.ipv6);
  headers.ipVersion = version;
  headers.networkAt = offset;
  headers.protocol = view.getUint8(offset + atNextHeader);
  headers.identification = 0;
  headers.fragmentOffset = 0;
  headers.moreFragments = false;
  headers.sourceRouted = false;

  // 0 with a next header is a jumbogram (RFC 2675), which Linux also uses for "BIG TCP".
  const written = view.getUint16(offset + atPayloadLength);
  const isJumbo = written === 0 && headers.protocol !== noNextHeader;
  const end = isJumbo ? packet.wireEnd : offset + minBytes + written;
  const isTooLong = end > packet.wireEnd && !packet.quoting;
  narrow(packet, end);
  headers.networkEnd = packet.wireEnd;
  headers.capturedEnd = packet.end;
  setPayload(packet, headers, offset + minBytes);
  if (isTooLong) return malformed(packet, layer.ipv6);
  return skipExtensions(packet, headers, offset + minBytes);
}

export function ipv6HopLimit(packet: Packet, headers: Headers): number {
  return packet.view.getUint8(headers.networkAt + atHopLimit);
}

/** Offsets of the addresses, from the IPv6 header. */
export const ipv6Addresses = { source: atSource, destination: atDestination } as const;

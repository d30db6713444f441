import { absent } from "../absent.ts";
import * as layer from "../layer.ts";
import { claim, type Headers, malformed, type Packet, setPayload } from "../packet.ts";

/**
 * IPv6 extension headers, RFC 8200 section 4; authentication header, RFC 4302.
 *
 * ```
 * hop-by-hop, routing, destination options:   fragment (8 bytes):
 *  0  next header                              0  next header
 *  1  length in units of 8 bytes, minus 1      2  offset (13 bits), reserved, more fragments
 *  3  segments left (routing)                  4  identification
 * authentication: length in units of 4 bytes, minus 2
 * ```
 */
const atNextHeader = 0;
const atLength = 1;
const atFragmentOffset = 2;
const atSegmentsLeft = 3;
const atIdentification = 4;
const minBytes = 8;

const kind = {
  hopByHop: 0,
  routing: 43,
  fragment: 44,
  authentication: 51,
  destinationOptions: 60,
  mobility: 135,
  hostIdentity: 139,
  shim6: 140,
} as const;
const homeAddress = 0xc9;
const moreFragments = 0x0001;
const offsetMask = 0xfff8;

/** RFC 8200 orders seven; a longer chain is made to waste time (RFC 8504 section 5.3 allows it). */
const maxHeaders = 8;

/**
 * Walks the chain from `offset`, `headers.protocol` being the kind of the first; leaves there the
 * protocol after it. Gives the offset of the transport header, `absent` when it is not reached.
 */
export function skipExtensions(packet: Packet, headers: Headers, offset: number): number {
  const { view } = packet;
  let next = offset;
  for (let count = 0; isExtension(headers.protocol); count += 1) {
    if (count === maxHeaders) return malformed(packet, layer.ipv6);
    if (!claim(packet, next, minBytes, layer.ipv6)) return absent;
    const current = headers.protocol;
    const length = lengthOf(current, view.getUint8(next + atLength));
    if (!claim(packet, next, length, layer.ipv6)) return absent;
    if (current === kind.fragment) {
      readFragment(view, headers, next);
      packet.continues ||= headers.moreFragments && !packet.quoting;
    }
    if (current === kind.destinationOptions && hasHomeAddress(view, next + 2, next + length)) {
      headers.sourceRouted = true;
    }
    if (current === kind.routing && view.getUint8(next + atSegmentsLeft) > 0) {
      headers.sourceRouted = true;
    }
    headers.protocol = view.getUint8(next + atNextHeader);
    next += length;
    setPayload(packet, headers, next);
    if (headers.fragmentOffset > 0) return absent;
  }
  return next;
}

/**
 * Whether destination options hold a Home Address (RFC 6275 section 6.3), which stands for the
 * source in the checksum above (section 11.3.1). Options: kind, length of the data, data; kind 0 is
 * a byte.
 */
function hasHomeAddress(view: DataView, offset: number, end: number): boolean {
  let next = offset;
  while (next + 1 < end) {
    const option = view.getUint8(next);
    if (option === homeAddress) return true;
    next += option === 0 ? 1 : 2 + view.getUint8(next + 1);
  }
  return false;
}

function isExtension(protocol: number): boolean {
  switch (protocol) {
    case kind.hopByHop:
    case kind.routing:
    case kind.fragment:
    case kind.authentication:
    case kind.destinationOptions:
    case kind.mobility:
    case kind.hostIdentity:
    case kind.shim6:
      return true;
    default:
      return false;
  }
}

function lengthOf(current: number, written: number): number {
  if (current === kind.fragment) return minBytes;
  if (current === kind.authentication) return Math.max((written + 2) * 4, minBytes);
  return (written + 1) * 8;
}

function readFragment(view: DataView, headers: Headers, offset: number): void {
  const fragment = view.getUint16(offset + atFragmentOffset);
  headers.fragmentOffset = fragment & offsetMask;
  headers.moreFragments = (fragment & moreFragments) !== 0;
  headers.identification = view.getUint32(offset + atIdentification);
}

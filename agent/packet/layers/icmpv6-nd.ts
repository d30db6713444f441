import { absent } from "../absent.ts";
import * as layer from "../layer.ts";
import { claim, type Headers, malformed, type Packet } from "../packet.ts";

/**
 * Neighbour discovery in ICMPv6, RFC 4861 section 4. https://www.rfc-editor.org/rfc/rfc4861
 *
 * ```
 * solicitation, advertisement, redirect:     options, in units of 8 bytes:
 *  0  type, code, checksum                    0  type: 1 source, 2 target link-layer address
 *  4  flags or reserved                       1  length in units of 8 bytes, with both bytes
 *  8  target address (16 bytes)               2  address
 * 24  options (40 after the destination address of a redirect)
 * router solicitation: options at 8; router advertisement: options at 16
 * ```
 */
const atTarget = 8;
const option = { type: 0, length: 1, address: 2 } as const;
const optionMinBytes = 8;
const optionType = { sourceLinkAddress: 1, targetLinkAddress: 2 } as const;

export const ndType = {
  routerSolicitation: 133,
  routerAdvertisement: 134,
  neighbourSolicitation: 135,
  neighbourAdvertisement: 136,
  redirect: 137,
} as const;

export function isNeighbourDiscovery(type: number): boolean {
  return type >= ndType.routerSolicitation && type <= ndType.redirect;
}

/** Where the options begin: the minimum bytes of each message. */
function optionsAt(type: number): number {
  switch (type) {
    case ndType.routerSolicitation:
      return 8;
    case ndType.routerAdvertisement:
      return 16;
    case ndType.redirect:
      return 40;
    default:
      return 24;
  }
}

export function decodeNeighbourDiscovery(packet: Packet, headers: Headers, offset: number): void {
  const type = headers.icmpType;
  const minBytes = optionsAt(type);
  if (!claim(packet, offset, minBytes, layer.icmpv6)) return;
  const hasTarget = type >= ndType.neighbourSolicitation;
  headers.ndTargetAt = hasTarget ? offset + atTarget : absent;
  let next = offset + minBytes;
  // Every turn moves on by at least one unit, so a packet's length bounds this.
  while (next < packet.wireEnd) {
    if (!claim(packet, next, optionMinBytes, layer.icmpv6)) return;
    const kind = packet.view.getUint8(next + option.type);
    const length = packet.view.getUint8(next + option.length) * optionMinBytes;
    if (length === 0 || next + length > packet.wireEnd) {
      malformed(packet, layer.icmpv6);
      return;
    }
    const isLinkAddress =
      kind === optionType.sourceLinkAddress || kind === optionType.targetLinkAddress;
    if (isLinkAddress && length === optionMinBytes) headers.ndLinkAddressAt = next + option.address;
    next += length;
  }
}

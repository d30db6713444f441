import { absent, claim, type Headers, layer, malformed, type Packet } from "../packet.ts";
import { etherTypes } from "./ethernet.ts";

/**
 * VLAN tag, IEEE 802.1Q clause 9; stacked as 802.1ad ("QinQ").
 * The tag protocol identifier is the EtherType of the header before.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-----+-+-----------------------+-------------------------------+
 * | PCP |D|    VLAN identifier    |           EtherType           |
 * +-----+-+-----------------------+-------------------------------+
 * ```
 */
const at = { tagControl: 0, etherType: 2 } as const;
const minBytes = 4;
const identifierMask = 0x0fff;

/** Two is what networks use; beyond this many a frame is made to waste time. */
const maxTags = 4;

export function isVlanTag(etherType: number): boolean {
  return etherType === etherTypes.dot1q || etherType === etherTypes.dot1ad;
}

/** Reads the tags from `offset` on; gives the offset after the last. */
export function decodeDot1q(packet: Packet, headers: Headers, offset: number): number {
  let next = offset;
  for (let tags = 0; isVlanTag(headers.etherType); tags += 1) {
    if (tags === maxTags) return malformed(packet, layer.dot1q);
    if (!claim(packet, next, minBytes, layer.dot1q)) return absent;
    const identifier = packet.view.getUint16(next + at.tagControl) & identifierMask;
    if (headers.vlan === absent) headers.vlan = identifier;
    headers.etherType = packet.view.getUint16(next + at.etherType);
    next += minBytes;
  }
  return next;
}

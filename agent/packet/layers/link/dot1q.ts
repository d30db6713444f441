import { absent } from "../../absent.ts";
import * as etherTypes from "../../ether-type.ts";
import * as layer from "../../layer.ts";
import { claim, type Headers, malformed, type Packet } from "../../packet.ts";
import * as dot1q from "./dot1q-header.ts";

export function isVlanTag(etherType: number): boolean {
  return etherType === etherTypes.dot1q || etherType === etherTypes.dot1ad;
}

/** Reads the tags from `offset` on; gives the offset after the last. */
export function decodeDot1q(packet: Packet, headers: Headers, offset: number): number {
  let next = offset;
  for (let tags = 0; isVlanTag(headers.etherType); tags += 1) {
    if (tags === dot1q.maxTags) return malformed(packet, layer.dot1q);
    if (!claim(packet, next, dot1q.minBytes, layer.dot1q)) return absent;
    const identifier = packet.view.getUint16(next + dot1q.atTagControl) & dot1q.identifierMask;
    if (headers.vlan === absent) headers.vlan = identifier;
    headers.etherType = packet.view.getUint16(next + dot1q.atEtherType);
    next += dot1q.minBytes;
  }
  return next;
}

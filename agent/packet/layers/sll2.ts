import { absent, claim, type Headers, layer, type Packet } from "../packet.ts";

/**
 * Linux "cooked" capture v2, LINKTYPE_LINUX_SLL2 (276): what `tcpdump -i any` gives.
 * https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |         Protocol type         |           Reserved            |
 * +-------------------------------+-------------------------------+
 * |                        Interface index                        |
 * +-------------------------------+---------------+---------------+
 * |          ARPHRD type          |  Packet type  | Address length|
 * +-------------------------------+---------------+---------------+
 * |                   Link-layer address (8 bytes)                |
 * |                                                               |
 * +---------------------------------------------------------------+
 * ```
 */
const at = {
  protocolType: 0,
  interfaceIndex: 4,
  arphrdType: 8,
  packetType: 10,
  addressLength: 11,
  address: 12,
} as const;
const minBytes = 20;

/** On other device types the protocol field is no EtherType (netlink family, 802.11 …). */
const arphrd = { ethernet: 1, loopback: 772 } as const;
/** LINUX_SLL_OUTGOING: sent by this host. The others (0 to 3) all came in. */
const outgoing = 4;
const macBytes = 6;

/** Gives the offset of the network header, `absent` when there is none to decode. */
export function decodeSll2(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, minBytes, layer.sll2)) return absent;
  packet.sll2At = offset;
  const type = packet.view.getUint16(offset + at.arphrdType);
  if (type !== arphrd.ethernet && type !== arphrd.loopback) return absent;
  headers.etherType = packet.view.getUint16(offset + at.protocolType);
  return offset + minBytes;
}

export function sll2InterfaceIndex(packet: Packet): number {
  return packet.view.getUint32(packet.sll2At + at.interfaceIndex);
}

export function sll2Direction(packet: Packet): "in" | "out" {
  return packet.view.getUint8(packet.sll2At + at.packetType) === outgoing ? "out" : "in";
}

/** Offset of the sender's MAC address, `absent` when the address is not one. */
export function sll2SourceMacAt(packet: Packet): number {
  const length = packet.view.getUint8(packet.sll2At + at.addressLength);
  return length === macBytes ? packet.sll2At + at.address : absent;
}

export const sll2Bytes = minBytes;

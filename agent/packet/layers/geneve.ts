import { absent, claim, layer, malformed, type Packet } from "../packet.ts";

/**
 * Geneve, RFC 8926 section 3.4. https://www.rfc-editor.org/rfc/rfc8926
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---+-----------+-+-+-----------+-------------------------------+
 * |Ver|  Opt len  |O|C|   Rsvd    |         Protocol type         |
 * +---+-----------+-+-+-----------+-------------------------------+
 * |     Virtual network identifier (VNI)          |   Reserved    |
 * +-----------------------------------------------+---------------+
 * |             Options, Opt len units of 4 bytes                 |
 * +---------------------------------------------------------------+
 *   option:
 * +-------------------------------+---------------+-----+---------+
 * |         Option class          |     Type      |R|R|R| Length  |
 * +-------------------------------+---------------+-----+---------+
 * |             Data, Length units of 4 bytes                     |
 * +---------------------------------------------------------------+
 * ```
 *
 * OVN's option (ovn-architecture(7), "Tunnel Encapsulations"): class 0x0102, type 0x80, 4 bytes:
 * 1 bit reserved, logical ingress port 15 bits, logical egress port 16 bits.
 */
const at = { versionAndLength: 0, protocolType: 2, vni: 4 } as const;
const minBytes = 8;
const versionShift = 6;
const lengthMask = 0x3f;
const lengthUnit = 4;
const supportedVersion = 0;
/** The low byte of the word that the VNI is in is reserved. */
const vniShift = 8;

/** The first word of an option: class, type, length in its low five bits. */
const option = { classTypeAndLength: 0, data: 4 } as const;
const optionMinBytes = 4;
const optionLengthMask = 0x1f;
/** Reserved bits of the length's byte are ignored, as the RFC wants. */
const optionNameMask = 0xffffff1f;

/** Class 0x0102, type 0x80, length 1 unit. */
const ovnOption = 0x01028001;
const ovnData = { ingress: 0, egress: 2 } as const;
const ovnIngressMask = 0x7fff;

export const genevePort = 6081;

/** Gives the offset of what is encapsulated, `absent` when the header does not lead there. */
export function decodeGeneve(packet: Packet, offset: number): number {
  if (!claim(packet, offset, minBytes, layer.geneve)) return absent;
  const first = packet.view.getUint8(offset + at.versionAndLength);
  if (first >> versionShift !== supportedVersion) return malformed(packet, layer.geneve);
  packet.tunnel = layer.geneve;
  packet.tunnelAt = offset;
  const end = offset + minBytes + (first & lengthMask) * lengthUnit;
  if (!claim(packet, offset, end - offset, layer.geneve)) return absent;
  return readOptions(packet, offset + minBytes, end) ? end : malformed(packet, layer.geneve);
}

/** `end` is within the claimed header. False when an option reaches beyond it. */
function readOptions(packet: Packet, offset: number, end: number): boolean {
  const { view } = packet;
  let next = offset;
  while (next < end) {
    if (next + optionMinBytes > end) return false;
    const name = view.getInt32(next + option.classTypeAndLength) & optionNameMask;
    const dataBytes = (name & optionLengthMask) * lengthUnit;
    if (next + optionMinBytes + dataBytes > end) return false;
    if (name === ovnOption) packet.ovnOptionAt = next + option.data;
    next += optionMinBytes + dataBytes;
  }
  return true;
}

/** EtherType of what is encapsulated; 0x6558 for a frame. */
export function geneveProtocolType(packet: Packet): number {
  return packet.view.getUint16(packet.tunnelAt + at.protocolType);
}

export function geneveVni(packet: Packet): number {
  return packet.view.getUint32(packet.tunnelAt + at.vni) >>> vniShift;
}

/** Tunnel key of the logical ingress port, `absent` without OVN's option. */
export function ovnIngressPort(packet: Packet): number {
  if (packet.ovnOptionAt === absent) return absent;
  return packet.view.getUint16(packet.ovnOptionAt + ovnData.ingress) & ovnIngressMask;
}

/** Tunnel key of the logical egress port, `absent` without OVN's option. */
export function ovnEgressPort(packet: Packet): number {
  if (packet.ovnOptionAt === absent) return absent;
  return packet.view.getUint16(packet.ovnOptionAt + ovnData.egress);
}

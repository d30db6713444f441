import { absent } from "../absent.ts";
import * as layer from "../layer.ts";
import { claim, malformed, type Packet } from "../packet.ts";
import * as geneve from "./geneve-header.ts";

export { genevePort } from "./geneve-header.ts";

const ovnData = { ingress: 0, egress: 2 } as const;

/** Gives the offset of what is encapsulated, `absent` when the header does not lead there. */
export function decodeGeneve(packet: Packet, offset: number): number {
  if (!claim(packet, offset, geneve.minBytes, layer.geneve)) return absent;
  const first = packet.view.getUint8(offset + geneve.atVersionAndLength);
  if (first >> geneve.versionShift !== geneve.supportedVersion)
    return malformed(packet, layer.geneve);
  packet.tunnel = layer.geneve;
  packet.tunnelAt = offset;
  const end = offset + geneve.minBytes + (first & geneve.lengthMask) * geneve.lengthUnit;
  if (!claim(packet, offset, end - offset, layer.geneve)) return absent;
  return readOptions(packet, offset + geneve.minBytes, end) ? end : malformed(packet, layer.geneve);
}

/** `end` is within the claimed header. False when an option reaches beyond it. */
function readOptions(packet: Packet, offset: number, end: number): boolean {
  const { view } = packet;
  let next = offset;
  while (next < end) {
    if (next + geneve.optionMinBytes > end) return false;
    const name = view.getInt32(next + geneve.optionName) & geneve.optionNameMask;
    const dataBytes = (name & geneve.optionLengthMask) * geneve.lengthUnit;
    if (next + geneve.optionMinBytes + dataBytes > end) return false;
    if (name === geneve.ovnOption) packet.ovnOptionAt = next + geneve.optionData;
    next += geneve.optionMinBytes + dataBytes;
  }
  return true;
}

/** EtherType of what is encapsulated; 0x6558 for a frame. */
export function geneveProtocolType(packet: Packet): number {
  return packet.view.getUint16(packet.tunnelAt + geneve.atProtocolType);
}

export function geneveVni(packet: Packet): number {
  return packet.view.getUint32(packet.tunnelAt + geneve.atVni) >>> geneve.vniShift;
}

/** Tunnel key of the logical ingress port, `absent` without OVN's option. */
export function ovnIngressPort(packet: Packet): number {
  if (packet.ovnOptionAt === absent) return absent;
  return packet.view.getUint16(packet.ovnOptionAt + ovnData.ingress) & geneve.ovnIngressMask;
}

/** Tunnel key of the logical egress port, `absent` without OVN's option. */
export function ovnEgressPort(packet: Packet): number {
  if (packet.ovnOptionAt === absent) return absent;
  return packet.view.getUint16(packet.ovnOptionAt + ovnData.egress);
}

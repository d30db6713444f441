import { claim, type Headers, layer, type Packet } from "../packet.ts";
import { etherTypes } from "./ethernet.ts";

/**
 * ARP for IPv4 over Ethernet, RFC 826. https://www.rfc-editor.org/rfc/rfc826
 *
 * ```
 *  0  hardware type (1)          2  protocol type (0x0800)
 *  4  hardware length (6)        5  protocol length (4)
 *  6  operation
 *  8  sender hardware address   14  sender protocol address
 * 18  target hardware address   24  target protocol address
 * ```
 */
const at = {
  hardwareType: 0,
  protocolType: 2,
  hardwareLength: 4,
  protocolLength: 5,
  operation: 6,
  senderMac: 8,
  senderIp: 14,
  targetMac: 18,
  targetIp: 24,
} as const;
/** Up to the operation, which is there for every kind of address. */
const minBytes = 8;
const ethernetIpv4Bytes = 28;
const hardwareEthernet = 1;

/** Sets `arpAt` for IPv4 over Ethernet; other kinds are legal and of no use here. */
export function decodeArp(packet: Packet, headers: Headers, offset: number): void {
  if (!claim(packet, offset, minBytes, layer.arp)) return;
  const { view } = packet;
  const isOurs =
    view.getUint16(offset + at.hardwareType) === hardwareEthernet &&
    view.getUint16(offset + at.protocolType) === etherTypes.ipv4 &&
    view.getUint8(offset + at.hardwareLength) === at.senderIp - at.senderMac &&
    view.getUint8(offset + at.protocolLength) === at.targetMac - at.senderIp;
  if (isOurs && claim(packet, offset, ethernetIpv4Bytes, layer.arp)) headers.arpAt = offset;
}

/** 1 request, 2 reply. */
export function arpOperation(packet: Packet, headers: Headers): number {
  return packet.view.getUint16(headers.arpAt + at.operation);
}

/** Offsets of the four addresses, from the ARP header. */
export const arpAddresses = {
  senderMac: at.senderMac,
  senderIp: at.senderIp,
  targetMac: at.targetMac,
  targetIp: at.targetIp,
} as const;

import * as etherTypes from "../../ether-type.ts";
import * as layer from "../../layer.ts";
import { claim, type Headers, type Packet } from "../../packet.ts";

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
const atHardwareType = 0;
const atProtocolType = 2;
const atHardwareLength = 4;
const atProtocolLength = 5;
const atOperation = 6;
const atSenderMac = 8;
const atSenderIp = 14;
const atTargetMac = 18;
const atTargetIp = 24;
/** Up to the operation, which is there for every kind of address. */
const minBytes = 8;
const ethernetIpv4Bytes = 28;
const hardwareEthernet = 1;

/** Sets `arpAt` for IPv4 over Ethernet; other kinds are legal and of no use here. */
export function decodeArp(packet: Packet, headers: Headers, offset: number): void {
  if (!claim(packet, offset, minBytes, layer.arp)) return;
  const { view } = packet;
  const isOurs =
    view.getUint16(offset + atHardwareType) === hardwareEthernet &&
    view.getUint16(offset + atProtocolType) === etherTypes.ipv4 &&
    view.getUint8(offset + atHardwareLength) === atSenderIp - atSenderMac &&
    view.getUint8(offset + atProtocolLength) === atTargetMac - atSenderIp;
  if (isOurs && claim(packet, offset, ethernetIpv4Bytes, layer.arp)) headers.arpAt = offset;
}

/** 1 request, 2 reply. */
export function arpOperation(packet: Packet, headers: Headers): number {
  return packet.view.getUint16(headers.arpAt + atOperation);
}

/** Offsets of the four addresses, from the ARP header. */
export const arpAddresses = {
  senderMac: atSenderMac,
  senderIp: atSenderIp,
  targetMac: atTargetMac,
  targetIp: atTargetIp,
} as const;

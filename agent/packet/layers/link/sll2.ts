import { absent } from "../../absent.ts";
import * as layer from "../../layer.ts";
import { claim, type Headers, type Packet } from "../../packet.ts";
import * as sll2 from "./sll2-header.ts";

/** Gives the offset of the network header, `absent` when there is none to decode. */
export function decodeSll2(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, sll2.minBytes, layer.sll2)) return absent;
  packet.sll2At = offset;
  const type = packet.view.getUint16(offset + sll2.atArphrdType);
  if (type !== sll2.arphrdEthernet && type !== sll2.arphrdLoopback) return absent;
  headers.etherType = packet.view.getUint16(offset + sll2.atProtocolType);
  return offset + sll2.minBytes;
}

export function sll2InterfaceIndex(packet: Packet): number {
  return packet.view.getUint32(packet.sll2At + sll2.atInterfaceIndex);
}

export function sll2Direction(packet: Packet): "in" | "out" {
  return packet.view.getUint8(packet.sll2At + sll2.atPacketType) === sll2.outgoing ? "out" : "in";
}

/** Offset of the sender's MAC address, `absent` when the address is not one. */
export function sll2SourceMacAt(packet: Packet): number {
  const length = packet.view.getUint8(packet.sll2At + sll2.atAddressLength);
  return length === sll2.macBytes ? packet.sll2At + sll2.atAddress : absent;
}

import { absent } from "../../absent.ts";
import * as layer from "../../layer.ts";
import { claim, type Headers, type Packet } from "../../packet.ts";
import * as ethernet from "./ethernet-header.ts";

/** Gives the offset after the header, `absent` when no EtherType says what is there. */
export function decodeEthernet(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, ethernet.minBytes, layer.ethernet)) return absent;
  headers.ethernetAt = offset;
  const etherType = packet.view.getUint16(offset + ethernet.atEtherType);
  if (etherType < ethernet.minEtherType) return absent;
  headers.etherType = etherType;
  return offset + ethernet.minBytes;
}

export function sourceMacAt(headers: Headers): number {
  return headers.ethernetAt + ethernet.atSource;
}

export function destinationMacAt(headers: Headers): number {
  return headers.ethernetAt + ethernet.atDestination;
}

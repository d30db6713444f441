import { absent } from "../absent.ts";
import * as layer from "../layer.ts";
import { claim, malformed, type Packet } from "../packet.ts";

/**
 * VXLAN, RFC 7348 section 5. https://www.rfc-editor.org/rfc/rfc7348
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+-----------------------------------------------+
 * |R|R|R|R|I|R|R|R|                   Reserved                    |
 * +---------------+-------------------------------+---------------+
 * |    VXLAN network identifier (VNI)             |   Reserved    |
 * +-----------------------------------------------+---------------+
 * ```
 *
 * There is no room for options: OVN packs datapath and port keys into the VNI in a way of its own,
 * which is left to those who know the network.
 */
const atFlags = 0;
const atVni = 4;
const minBytes = 8;
/** "The I flag MUST be set to 1 for a valid VXLAN Network ID." */
const validVni = 0x08;
/** The low byte of the word that the VNI is in is reserved. */
const vniShift = 8;

export const vxlanPort = 4789;

/** Gives the offset of the encapsulated frame, `absent` when the header does not lead there. */
export function decodeVxlan(packet: Packet, offset: number): number {
  if (!claim(packet, offset, minBytes, layer.vxlan)) return absent;
  const flags = packet.view.getUint8(offset + atFlags);
  if ((flags & validVni) === 0) return malformed(packet, layer.vxlan);
  packet.tunnel = layer.vxlan;
  packet.tunnelAt = offset;
  return offset + minBytes;
}

export function vxlanVni(packet: Packet): number {
  return packet.view.getUint32(packet.tunnelAt + atVni) >>> vniShift;
}

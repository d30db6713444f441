import { absent } from "../absent.ts";
import * as layer from "../layer.ts";
import { claim, type Headers, type Packet, setPayload } from "../packet.ts";
import { decodeNeighbourDiscovery, isNeighbourDiscovery } from "./icmpv6-nd.ts";

/**
 * ICMPv6, RFC 4443 section 2.1. https://www.rfc-editor.org/rfc/rfc4443
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     Type      |     Code      |           Checksum            |
 * +---------------+---------------+-------------------------------+
 * | echo:      Identifier         |        Sequence number        |
 * | too big:                     MTU                              |
 * +---------------------------------------------------------------+
 * |   errors: as much of the packet as fits                       |
 * +---------------------------------------------------------------+
 * ```
 */
const atType = 0;
const atCode = 1;
const atIdentifier = 4;
const atSequence = 6;
const atMtu = 4;
const minBytes = 8;

export const icmpv6Type = {
  destinationUnreachable: 1,
  packetTooBig: 2,
  parameterProblem: 4,
  echoRequest: 128,
  echoReply: 129,
} as const;

/** Gives the offset of the packet that an error quotes, `absent` where it is no error. */
export function decodeIcmpv6(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, minBytes, layer.icmpv6)) return absent;
  const { view } = packet;
  const type = view.getUint8(offset + atType);
  headers.transport = layer.icmpv6;
  headers.transportAt = offset;
  headers.ndTargetAt = absent;
  headers.ndLinkAddressAt = absent;
  headers.icmpType = type;
  headers.icmpCode = view.getUint8(offset + atCode);
  setPayload(packet, headers, offset + minBytes);
  if (type === icmpv6Type.echoRequest || type === icmpv6Type.echoReply) {
    const identifier = view.getUint16(offset + atIdentifier);
    headers.sourcePort = identifier;
    headers.destinationPort = identifier;
    headers.icmpSequence = view.getUint16(offset + atSequence);
    return absent;
  }
  if (isNeighbourDiscovery(type)) decodeNeighbourDiscovery(packet, headers, offset);
  const isError = type >= icmpv6Type.destinationUnreachable && type <= icmpv6Type.parameterProblem;
  return isError ? offset + minBytes : absent;
}

/** MTU that "packet too big" reports, `absent` for every other message. */
export function icmpv6Mtu(packet: Packet, headers: Headers): number {
  if (headers.icmpType !== icmpv6Type.packetTooBig) return absent;
  return packet.view.getUint32(headers.transportAt + atMtu);
}

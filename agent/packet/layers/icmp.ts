import { absent } from "../absent.ts";
import * as layer from "../layer.ts";
import { claim, type Headers, type Packet, setPayload } from "../packet.ts";
import * as icmp from "./icmp-header.ts";

/** Gives the offset of the packet that an error quotes, `absent` where it is no error. */
export function decodeIcmp(packet: Packet, headers: Headers, offset: number): number {
  if (!claim(packet, offset, icmp.minBytes, layer.icmp)) return absent;
  const { view } = packet;
  const type = view.getUint8(offset + icmp.atType);
  headers.transport = layer.icmp;
  headers.transportAt = offset;
  headers.icmpType = type;
  headers.icmpCode = view.getUint8(offset + icmp.atCode);
  setPayload(packet, headers, offset + icmp.minBytes);
  if (type === icmp.echo || type === icmp.echoReply) {
    const identifier = view.getUint16(offset + icmp.atIdentifier);
    headers.sourcePort = identifier;
    headers.destinationPort = identifier;
    headers.icmpSequence = view.getUint16(offset + icmp.atSequence);
    return absent;
  }
  return isError(type) ? offset + icmp.minBytes : absent;
}

function isError(type: number): boolean {
  switch (type) {
    case icmp.destinationUnreachable:
    case icmp.sourceQuench:
    case icmp.redirect:
    case icmp.timeExceeded:
    case icmp.parameterProblem:
      return true;
    default:
      return false;
  }
}

/** MTU that "fragmentation needed and DF set" reports, `absent` for every other message. */
export function icmpNextHopMtu(packet: Packet, headers: Headers): number {
  const isTooBig =
    headers.icmpType === icmp.destinationUnreachable &&
    headers.icmpCode === icmp.fragmentationNeeded;
  return isTooBig ? packet.view.getUint16(headers.transportAt + icmp.atNextHopMtu) : absent;
}

import { TaplineError } from "../../lib/errors.ts";
import { absent } from "./absent.ts";
import * as etherTypes from "./ether-type.ts";
import * as ipProtocol from "./ip-protocol.ts";
import * as layer from "./layer.ts";
import { decodeGeneve, geneveProtocolType } from "./layers/geneve.ts";
import { genevePort } from "./layers/geneve-header.ts";
import { decodeIcmp } from "./layers/icmp.ts";
import { decodeIcmpv6 } from "./layers/icmpv6.ts";
import { decodeIpv4 } from "./layers/ipv4.ts";
import { decodeIpv6 } from "./layers/ipv6.ts";
import { decodeArp } from "./layers/link/arp.ts";
import { decodeDot1q, isVlanTag } from "./layers/link/dot1q.ts";
import { decodeEthernet } from "./layers/link/ethernet.ts";
import * as ethernetHeader from "./layers/link/ethernet-header.ts";
import { decodeSll2 } from "./layers/link/sll2.ts";
import * as sll2Header from "./layers/link/sll2-header.ts";
import { decodeSctp } from "./layers/sctp.ts";
import { decodeTcp } from "./layers/tcp.ts";
import { decodeUdp } from "./layers/udp.ts";
import { decodeVxlan, vxlanPort } from "./layers/vxlan.ts";
import * as linkType from "./link-type.ts";
import type { Headers, Packet } from "./packet.ts";
import type { PcapRecord } from "./pcap-reader.ts";

export type DecodeErrorType = {
  readonly code: "UNSUPPORTED_LINK_TYPE";
  readonly linkType: number;
};
export class DecodeError extends TaplineError<DecodeErrorType> {}

/**
 * Decodes a record in place: link, network and transport header, of the encapsulated packet too
 * where Geneve or VXLAN carries one (a tunnel in a tunnel stays UDP), and of the packet that an
 * ICMP error quotes. Never throws for what the packet holds: see `truncated` and `malformed`.
 *
 * @throws {DecodeError} UNSUPPORTED_LINK_TYPE, a property of the capture and not of the packet.
 */
export function decodeRecord(packet: Packet, link: number, record: PcapRecord): void {
  const { offset, capturedLength, originalLength } = record;
  packet.view = record.view;
  packet.seconds = record.seconds;
  packet.nanoseconds = record.nanoseconds;
  packet.linkType = link;
  packet.sll2At = absent;
  packet.hasQuoted = false;
  packet.tunnel = layer.none;
  packet.tunnelAt = absent;
  packet.ovnOptionAt = absent;
  packet.truncated = false;
  packet.malformed = false;
  packet.problemLayer = layer.none;
  packet.quoting = false;
  packet.continues = false;
  packet.end = offset + capturedLength;
  packet.wireEnd = offset + Math.max(originalLength, capturedLength);
  packet.outer.reset();

  const wireEnd = packet.wireEnd;
  const isSll2 = link === linkType.linuxSll2;
  if (!isSll2 && link !== linkType.ethernet) throw unsupported(link);
  packet.linkPayloadAt = offset + (isSll2 ? sll2Header.minBytes : ethernetHeader.minBytes);
  packet.linkPayloadLength = Math.max(wireEnd - packet.linkPayloadAt, 0);
  let headers = packet.outer;
  let next = isSll2 ? decodeSll2(packet, headers, offset) : decodeEthernet(packet, headers, offset);
  while (next !== absent) {
    if (isVlanTag(headers.etherType)) {
      next = decodeDot1q(packet, headers, next);
      if (next === absent) return;
    }
    switch (headers.etherType) {
      case etherTypes.ipv4:
        next = decodeIpv4(packet, headers, next);
        break;
      case etherTypes.ipv6:
        next = decodeIpv6(packet, headers, next);
        break;
      case etherTypes.arp:
        decodeArp(packet, headers, next);
        return;
      default:
        return;
    }
    if (next !== absent) next = decodeTransport(packet, headers, next);
    if (next === absent || headers === packet.inner) return;
    next = decodeTunnel(packet, next);
    headers = packet.inner;
  }
}

/** Gives the offset of a UDP payload that is worth a look, `absent` otherwise. */
function decodeTransport(packet: Packet, headers: Headers, offset: number): number {
  let next: number = absent;
  packet.continues ||= headers.moreFragments && !packet.quoting;
  switch (headers.protocol) {
    case ipProtocol.tcp:
      decodeTcp(packet, headers, offset);
      return absent;
    case ipProtocol.udp:
      return decodeUdp(packet, headers, offset);
    case ipProtocol.icmp:
      // The protocol of IPv4; over IPv6 it means nothing.
      if (headers.ipVersion === 4) next = decodeIcmp(packet, headers, offset);
      if (next !== absent) decodeQuoted(packet, headers, next);
      return absent;
    case ipProtocol.icmpv6:
      if (headers.ipVersion === 6) next = decodeIcmpv6(packet, headers, offset);
      if (next !== absent) decodeQuoted(packet, headers, next);
      return absent;
    case ipProtocol.sctp:
      decodeSctp(packet, headers, offset);
      return absent;
    default:
      return absent;
  }
}

/** Gives the offset of the network header inside, `absent` when there is none to decode. */
function decodeTunnel(packet: Packet, payload: number): number {
  const { outer, inner } = packet;
  const port = outer.destinationPort;
  if (port !== genevePort && port !== vxlanPort) return absent;
  const isGeneve = port === genevePort;
  const next = isGeneve ? decodeGeneve(packet, payload) : decodeVxlan(packet, payload);
  if (packet.tunnel === layer.none) return absent;
  inner.reset();
  if (next === absent) return absent;
  const type = isGeneve ? geneveProtocolType(packet) : etherTypes.ethernet;
  if (type === etherTypes.ethernet) return decodeEthernet(packet, inner, next);
  inner.etherType = type;
  return next;
}

/** The quotation of an error: one packet, whose own quotation is not followed. */
function decodeQuoted(packet: Packet, headers: Headers, offset: number): void {
  if (packet.quoting) return;
  const { quoted } = packet;
  packet.quoting = true;
  quoted.reset();
  quoted.etherType = headers.etherType;
  const isIpv4 = headers.ipVersion === 4;
  const next = isIpv4 ? decodeIpv4(packet, quoted, offset) : decodeIpv6(packet, quoted, offset);
  if (next !== absent) decodeTransport(packet, quoted, next);
  packet.hasQuoted = quoted.ipVersion !== 0;
  packet.quoting = false;
}

function unsupported(link: number): DecodeError {
  const message =
    `Cannot decode link type ${link}: ` +
    `wanted Ethernet (1) or LINUX_SLL2 (276), capture with \`-y LINUX_SLL2\``;
  return new DecodeError({ code: "UNSUPPORTED_LINK_TYPE", linkType: link }, message);
}

import { at, flag, recordVersion } from "../../proto/records/layout.ts";
import { absent } from "../packet/absent.ts";
import { verifyChecksums } from "../packet/checksum.ts";
import * as layer from "../packet/layer.ts";
import { geneveVni, ovnEgressPort, ovnIngressPort } from "../packet/layers/geneve.ts";
import { icmpNextHopMtu } from "../packet/layers/icmp.ts";
import { icmpv6Mtu } from "../packet/layers/icmpv6.ts";
import { isNeighbourDiscovery } from "../packet/layers/icmpv6-nd.ts";
import { ipv4Addresses, ipv4DontFragment, ipv4TimeToLive } from "../packet/layers/ipv4.ts";
import { ipv6Addresses, ipv6HopLimit } from "../packet/layers/ipv6.ts";
import { arpAddresses, arpOperation } from "../packet/layers/link/arp.ts";
import { destinationMacAt, sourceMacAt } from "../packet/layers/link/ethernet.ts";
import { sll2Direction, sll2InterfaceIndex, sll2SourceMacAt } from "../packet/layers/link/sll2.ts";
import { tcpAcknowledgementAt, tcpSequenceAt } from "../packet/layers/tcp.ts";
import { vxlanVni } from "../packet/layers/vxlan.ts";
import type { Headers, Packet } from "../packet/packet.ts";
import { copyIpv4, copyIpv6, copyMac, copyWord } from "./copy.ts";
import { Nanoseconds } from "./nanoseconds.ts";
import { digestedBytes, digestOf } from "./payload-digest.ts";

/** Where a packet was seen, for link types that do not say so themselves (Ethernet). */
export interface ObservedAt {
  readonly ifindex: number;
  readonly direction: "in" | "out";
}

const unknownPlace: ObservedAt = { ifindex: 0, direction: "in" };

const payloadPrefixBytes = 8;
const addressBytes = 16;
const time = new Nanoseconds();

/**
 * Writes the decoded packet as a record at `base` of `to`, whose bytes there are zero. Everything
 * is copied as bytes or numbers: the packet's own bytes are free again, and nothing is allocated.
 *
 * All fields are of the innermost packet; those of the tunnel are of the encapsulating one. The
 * length is what the link layer carried on the wire: the outermost packet from its network header
 * on. An SLL2 header says itself where the packet was seen, and `place` is ignored.
 */
export function writeRecord(
  packet: Packet,
  to: DataView,
  base: number,
  place: ObservedAt = unknownPlace,
): void {
  const headers = packet.innermost;
  let flags = 0;
  if (packet.truncated) flags |= flag.truncated;
  if (packet.malformed) flags |= flag.malformed;
  if (headers.vlan !== absent) flags |= flag.vlan;
  to.setUint8(base + at.version, recordVersion);
  time.write(to, base + at.timeNs, packet.seconds, packet.nanoseconds);
  to.setInt32(base + at.length, packet.linkPayloadLength);
  to.setInt32(base + at.etherType, halves(headers.etherType, orZero(headers.vlan)));
  flags |= writePlace(packet, to, base, place) | writeMacs(packet, headers, to, base);
  if (packet.tunnel !== layer.none) flags |= writeTunnel(packet, to, base);
  if (headers.ipVersion !== 0) {
    flags |= writeIp(packet, headers, to, base) | writeTransport(packet, headers, to, base);
  } else if (headers.arpAt !== absent) flags |= writeArp(packet, headers, to, base);
  if (packet.hasQuoted) flags |= writeQuoted(packet, packet.quoted, to, base);
  to.setInt32(base + at.flags, flags);
}

/** Two fields of 16 bits that follow each other: a store less. */
function halves(first: number, second: number): number {
  return (first << 16) | second;
}

function orZero(value: number): number {
  return value === absent ? 0 : value;
}

function writePlace(packet: Packet, to: DataView, base: number, place: ObservedAt): number {
  const hasSll2 = packet.sll2At !== absent;
  to.setInt32(base + at.ifindex, hasSll2 ? sll2InterfaceIndex(packet) : place.ifindex);
  const direction = hasSll2 ? sll2Direction(packet) : place.direction;
  return direction === "out" ? flag.out : 0;
}

function writeMacs(packet: Packet, headers: Headers, to: DataView, base: number): number {
  const from = packet.view;
  if (headers.ethernetAt !== absent) {
    copyMac(from, sourceMacAt(headers), to, base + at.sourceMac);
    copyMac(from, destinationMacAt(headers), to, base + at.destinationMac);
    return flag.sourceMac | flag.destinationMac;
  }
  // A cooked header has the sender's address, of the outermost packet.
  if (packet.sll2At === absent || headers !== packet.outer) return 0;
  const sourceAt = sll2SourceMacAt(packet);
  if (sourceAt === absent) return 0;
  copyMac(from, sourceAt, to, base + at.sourceMac);
  return flag.sourceMac;
}

function writeTunnel(packet: Packet, to: DataView, base: number): number {
  writeAddresses(packet, packet.outer, to, base + at.tunnel.source);
  const flags = flag.tunnel | (packet.outer.ipVersion === 6 ? flag.tunnelIsIpv6 : 0);
  if (packet.tunnel === layer.vxlan) {
    to.setInt32(base + at.tunnel.vni, vxlanVni(packet));
    return flags | flag.tunnelIsVxlan;
  }
  to.setInt32(base + at.tunnel.vni, geneveVni(packet));
  if (packet.ovnOptionAt === absent) return flags;
  const ports = halves(ovnIngressPort(packet), ovnEgressPort(packet));
  to.setInt32(base + at.tunnel.ingressPort, ports);
  return flags | flag.ingressPort | flag.egressPort;
}

/** Both addresses, the destination's 16 bytes after the source's. */
function writeAddresses(packet: Packet, headers: Headers, to: DataView, sourceAt: number): void {
  const from = packet.view;
  const network = headers.networkAt;
  const destinationAt = sourceAt + addressBytes;
  if (headers.ipVersion === 4) {
    copyIpv4(from, network + ipv4Addresses.source, to, sourceAt);
    copyIpv4(from, network + ipv4Addresses.destination, to, destinationAt);
  } else {
    copyIpv6(from, network + ipv6Addresses.source, to, sourceAt);
    copyIpv6(from, network + ipv6Addresses.destination, to, destinationAt);
  }
}

function writeIp(packet: Packet, headers: Headers, to: DataView, base: number): number {
  const isIpv4 = headers.ipVersion === 4;
  const { icmpType, icmpSequence } = headers;
  let flags: number = isIpv4 ? flag.ip : flag.ip | flag.ipIsIpv6;
  writeAddresses(packet, headers, to, base + at.ip.source);
  const ttl = isIpv4 ? ipv4TimeToLive(packet, headers) : ipv6HopLimit(packet, headers);
  to.setInt32(base + at.ip.protocol, halves((headers.protocol << 8) | ttl, headers.sourcePort));
  to.setInt16(base + at.ip.destinationPort, headers.destinationPort);
  if (icmpType !== absent) {
    flags |= flag.icmpType | flag.icmpCode;
    to.setInt16(base + at.ip.icmpType, (icmpType << 8) | headers.icmpCode);
    if (icmpSequence !== absent) flags |= flag.icmpSequence;
  }
  const fragment = halves(orZero(icmpSequence), headers.fragmentOffset);
  to.setInt32(base + at.ip.icmpSequence, fragment);
  to.setUint32(base + at.ip.identification, headers.identification);
  // IPv6 routers never fragment (RFC 8200 section 4.5), so there is no such bit.
  if (isIpv4 && ipv4DontFragment(packet, headers)) flags |= flag.dontFragment;
  if (headers.moreFragments) flags |= flag.moreFragments;
  return flags | writePayload(packet, headers, to, base);
}

function writePayload(packet: Packet, headers: Headers, to: DataView, base: number): number {
  const { payloadAt, payloadLength } = headers;
  to.setInt32(base + at.ip.payloadLength, payloadLength);
  const prefixEnd = payloadAt + payloadPrefixBytes;
  if (payloadLength >= payloadPrefixBytes && prefixEnd <= headers.capturedEnd) {
    copyWord(packet.view, payloadAt, to, base + at.ip.payloadPrefix);
    copyWord(packet.view, payloadAt + 4, to, base + at.ip.payloadPrefix + 4);
  }
  const digestEnd = payloadAt + Math.min(payloadLength, digestedBytes);
  if (payloadLength > 0 && digestEnd <= headers.capturedEnd) {
    to.setUint32(base + at.ip.payloadDigest, digestOf(packet.view, payloadAt, digestEnd));
  }
  if (packet.malformed) return 0;
  const checksum = verifyChecksums(packet, headers);
  if (checksum === "good") return flag.checksumGood;
  return checksum === "bad" ? flag.checksumBad : 0;
}

function writeTransport(packet: Packet, headers: Headers, to: DataView, base: number): number {
  switch (headers.transport) {
    case layer.tcp:
      return writeTcp(packet, headers, to, base);
    case layer.icmp:
      return writeMtu(icmpNextHopMtu(packet, headers), to, base);
    case layer.icmpv6: {
      const flags = writeMtu(icmpv6Mtu(packet, headers), to, base);
      return isNeighbourDiscovery(headers.icmpType)
        ? flags | writeNeighbourDiscovery(packet, headers, to, base)
        : flags;
    }
    default:
      return 0;
  }
}

function writeTcp(packet: Packet, headers: Headers, to: DataView, base: number): number {
  copyWord(packet.view, tcpSequenceAt(headers), to, base + at.tcp.sequence);
  copyWord(packet.view, tcpAcknowledgementAt(headers), to, base + at.tcp.acknowledgement);
  to.setInt32(base + at.tcp.flags, halves(headers.tcpFlags, orZero(headers.mss)));
  return headers.mss === absent ? flag.tcp : flag.tcp | flag.mss;
}

function writeMtu(mtu: number, to: DataView, base: number): number {
  if (mtu === absent) return 0;
  to.setUint32(base + at.ip.icmpMtu, mtu);
  return flag.icmpMtu;
}

function writeNeighbourDiscovery(
  packet: Packet,
  headers: Headers,
  to: DataView,
  base: number,
): number {
  let flags: number = flag.nd;
  to.setUint8(base + at.nd.type, headers.icmpType);
  if (headers.ndTargetAt !== absent) {
    flags |= flag.ndTarget;
    copyIpv6(packet.view, headers.ndTargetAt, to, base + at.nd.target);
  }
  if (headers.ndLinkAddressAt !== absent) {
    flags |= flag.ndLinkAddress;
    copyMac(packet.view, headers.ndLinkAddressAt, to, base + at.nd.linkAddress);
  }
  return flags;
}

function writeQuoted(packet: Packet, quoted: Headers, to: DataView, base: number): number {
  const { quoted: field } = at;
  let flags = quoted.ipVersion === 4 ? flag.quoted : flag.quoted | flag.quotedIsIpv6;
  writeAddresses(packet, quoted, to, base + field.source);
  to.setUint8(base + field.protocol, quoted.protocol);
  to.setUint16(base + field.sourcePort, quoted.sourcePort);
  to.setUint16(base + field.destinationPort, quoted.destinationPort);
  if (quoted.icmpType === absent) return flags;
  flags |= flag.quotedIcmpType | flag.quotedIcmpCode;
  to.setUint8(base + field.icmpType, quoted.icmpType);
  to.setUint8(base + field.icmpCode, quoted.icmpCode);
  if (quoted.icmpSequence === absent) return flags;
  to.setUint16(base + field.icmpSequence, quoted.icmpSequence);
  return flags | flag.quotedIcmpSequence;
}

function writeArp(packet: Packet, headers: Headers, to: DataView, base: number): number {
  const from = packet.view;
  const { arpAt } = headers;
  to.setUint16(base + at.arp.operation, arpOperation(packet, headers));
  copyMac(from, arpAt + arpAddresses.senderMac, to, base + at.arp.senderMac);
  copyIpv4(from, arpAt + arpAddresses.senderIp, to, base + at.arp.senderIp);
  copyMac(from, arpAt + arpAddresses.targetMac, to, base + at.arp.targetMac);
  copyIpv4(from, arpAt + arpAddresses.targetIp, to, base + at.arp.targetIp);
  return flag.arp;
}

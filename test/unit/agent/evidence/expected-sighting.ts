import { digestOf } from "../../../../agent/evidence/payload-digest.ts";
import type { ObservedAt } from "../../../../agent/evidence/write-record.ts";
import { verifyChecksums } from "../../../../agent/packet/checksum.ts";
import {
  geneveVni,
  ovnEgressPort,
  ovnIngressPort,
} from "../../../../agent/packet/layers/geneve.ts";
import { icmpNextHopMtu } from "../../../../agent/packet/layers/icmp.ts";
import { icmpv6Mtu } from "../../../../agent/packet/layers/icmpv6.ts";
import { isNeighbourDiscovery } from "../../../../agent/packet/layers/icmpv6-nd.ts";
import {
  ipv4Addresses,
  ipv4DontFragment,
  ipv4TimeToLive,
} from "../../../../agent/packet/layers/ipv4.ts";
import { ipv6Addresses, ipv6HopLimit } from "../../../../agent/packet/layers/ipv6.ts";
import { arpAddresses, arpOperation } from "../../../../agent/packet/layers/link/arp.ts";
import { destinationMacAt, sourceMacAt } from "../../../../agent/packet/layers/link/ethernet.ts";
import {
  sll2Direction,
  sll2InterfaceIndex,
  sll2SourceMacAt,
} from "../../../../agent/packet/layers/link/sll2.ts";
import { tcpAcknowledgementAt, tcpSequenceAt } from "../../../../agent/packet/layers/tcp.ts";
import { vxlanVni } from "../../../../agent/packet/layers/vxlan.ts";
import { absent, type Headers, layer, type Packet } from "../../../../agent/packet/packet.ts";
import { ipv4Text, ipv6Text, macText } from "../../../../proto/records/addresses.ts";
import type {
  ArpFields,
  FlowFields,
  IpFields,
  NdFields,
  SightingFields,
  TcpFields,
  TunnelHeader,
} from "../../../../proto/records/fields.ts";

const unknownPlace: ObservedAt = { ifindex: 0, direction: "in" };

const payloadPrefixBytes = 8;

/**
 * What the record of a packet says, made field by field and in text, without a record: the other
 * way to the same, against which `writeRecord` and the reading of records are held.
 */
export function expectedSighting(packet: Packet, at: ObservedAt = unknownPlace): SightingFields {
  const headers = packet.innermost;
  const hasSll2 = packet.sll2At !== absent;
  const nd = ndOf(packet, headers);
  return {
    timeNs: BigInt(packet.seconds) * 1_000_000_000n + BigInt(packet.nanoseconds),
    ifindex: hasSll2 ? sll2InterfaceIndex(packet) : at.ifindex,
    direction: hasSll2 ? sll2Direction(packet) : at.direction,
    length: packet.linkPayloadLength,
    tunnel: tunnelOf(packet),
    sourceMac: macOrNull(packet, sourceMacOffset(packet, headers)),
    destinationMac: headers.ethernetAt === absent ? null : macOf(packet, destinationMacAt(headers)),
    vlan: orNull(headers.vlan),
    etherType: headers.etherType,
    arp: arpOf(packet, headers),
    ip: headers.ipVersion === 0 ? null : ipOf(packet, headers),
    quoted: packet.hasQuoted ? flowOf(packet, packet.quoted) : null,
    truncated: packet.truncated,
    malformed: packet.malformed,
    ...(nd === null ? {} : { nd }),
  };
}

function orNull(value: number): number | null {
  return value === absent ? null : value;
}

function macOf(packet: Packet, offset: number): string {
  return macText(packet.view, offset);
}

function macOrNull(packet: Packet, offset: number): string | null {
  return offset === absent ? null : macOf(packet, offset);
}

function sourceMacOffset(packet: Packet, headers: Headers): number {
  if (headers.ethernetAt !== absent) return sourceMacAt(headers);
  const isCooked = packet.sll2At !== absent && headers === packet.outer;
  return isCooked ? sll2SourceMacAt(packet) : absent;
}

function sourceOf(packet: Packet, headers: Headers): string {
  return headers.ipVersion === 4
    ? ipv4Text(packet.view, headers.networkAt + ipv4Addresses.source)
    : ipv6Text(packet.view, headers.networkAt + ipv6Addresses.source);
}

function destinationOf(packet: Packet, headers: Headers): string {
  return headers.ipVersion === 4
    ? ipv4Text(packet.view, headers.networkAt + ipv4Addresses.destination)
    : ipv6Text(packet.view, headers.networkAt + ipv6Addresses.destination);
}

function tunnelOf(packet: Packet): TunnelHeader | null {
  if (packet.tunnel === layer.none) return null;
  const isGeneve = packet.tunnel === layer.geneve;
  return {
    kind: isGeneve ? "geneve" : "vxlan",
    source: sourceOf(packet, packet.outer),
    destination: destinationOf(packet, packet.outer),
    vni: isGeneve ? geneveVni(packet) : vxlanVni(packet),
    ingressPort: orNull(ovnIngressPort(packet)),
    egressPort: orNull(ovnEgressPort(packet)),
  };
}

function arpOf(packet: Packet, headers: Headers): ArpFields | null {
  const at = headers.arpAt;
  if (at === absent) return null;
  return {
    operation: arpOperation(packet, headers),
    senderMac: macOf(packet, at + arpAddresses.senderMac),
    senderIp: ipv4Text(packet.view, at + arpAddresses.senderIp),
    targetMac: macOf(packet, at + arpAddresses.targetMac),
    targetIp: ipv4Text(packet.view, at + arpAddresses.targetIp),
  };
}

function ndOf(packet: Packet, headers: Headers): NdFields | null {
  const isNd = headers.transport === layer.icmpv6 && isNeighbourDiscovery(headers.icmpType);
  if (!isNd) return null;
  return {
    type: headers.icmpType,
    target: headers.ndTargetAt === absent ? null : ipv6Text(packet.view, headers.ndTargetAt),
    linkAddress: macOrNull(packet, headers.ndLinkAddressAt),
  };
}

function flowOf(packet: Packet, headers: Headers): FlowFields {
  return {
    source: sourceOf(packet, headers),
    destination: destinationOf(packet, headers),
    protocol: headers.protocol,
    sourcePort: headers.sourcePort,
    destinationPort: headers.destinationPort,
    icmpType: orNull(headers.icmpType),
    icmpCode: orNull(headers.icmpCode),
    icmpSequence: orNull(headers.icmpSequence),
  };
}

function ipOf(packet: Packet, headers: Headers): IpFields {
  const isIpv4 = headers.ipVersion === 4;
  return {
    // As in flowOf, written out: spreading its result costs more than all the rest of a sighting.
    source: sourceOf(packet, headers),
    destination: destinationOf(packet, headers),
    protocol: headers.protocol,
    sourcePort: headers.sourcePort,
    destinationPort: headers.destinationPort,
    icmpType: orNull(headers.icmpType),
    icmpCode: orNull(headers.icmpCode),
    icmpSequence: orNull(headers.icmpSequence),
    ttl: isIpv4 ? ipv4TimeToLive(packet, headers) : ipv6HopLimit(packet, headers),
    identification: headers.identification,
    // IPv6 routers never fragment (RFC 8200 section 4.5), so there is no such bit.
    dontFragment: isIpv4 && ipv4DontFragment(packet, headers),
    fragmentOffset: headers.fragmentOffset,
    moreFragments: headers.moreFragments,
    tcp: tcpOf(packet, headers),
    icmpMtu: icmpMtuOf(packet, headers),
    payloadLength: headers.payloadLength,
    payloadPrefix: payloadPrefixOf(packet, headers),
    ...payloadDigestOf(packet, headers),
    checksum: packet.malformed ? "unknown" : verifyChecksums(packet, headers),
  };
}

function tcpOf(packet: Packet, headers: Headers): TcpFields | null {
  if (headers.transport !== layer.tcp) return null;
  return {
    sequence: packet.view.getUint32(tcpSequenceAt(headers)),
    acknowledgement: packet.view.getUint32(tcpAcknowledgementAt(headers)),
    flags: headers.tcpFlags,
    mss: orNull(headers.mss),
  };
}

function icmpMtuOf(packet: Packet, headers: Headers): number | null {
  if (headers.transport === layer.icmp) return orNull(icmpNextHopMtu(packet, headers));
  return headers.transport === layer.icmpv6 ? orNull(icmpv6Mtu(packet, headers)) : null;
}

function payloadPrefixOf(packet: Packet, headers: Headers): bigint {
  const end = headers.payloadAt + payloadPrefixBytes;
  const isThere = headers.payloadLength >= payloadPrefixBytes && end <= headers.capturedEnd;
  return isThere ? packet.view.getBigUint64(headers.payloadAt) : 0n;
}

function payloadDigestOf(
  packet: Packet,
  { payloadAt, payloadLength, capturedEnd }: Headers,
): Pick<IpFields, "payloadDigest"> {
  const end = payloadAt + Math.min(payloadLength, 32);
  if (payloadLength <= 0 || end > capturedEnd) return {};
  return { payloadDigest: digestOf(packet.view, payloadAt, end) };
}

import { ipv4Text, ipv6Text, macText } from "./addresses.ts";
import { at, dependencies, type FlowFlags, type FlowLayout, flag, flowFlags } from "./layout.ts";
import type { FlowFields, IpFields, NdFields, Sighting, TunnelHeader } from "./sighting.ts";

/** Reads fields of one record. Every offset is below the width of a record. */
class RecordReader {
  readonly flags: number;
  readonly view: DataView;
  readonly base: number;

  constructor(view: DataView, base: number) {
    this.view = view;
    this.base = base;
    this.flags = view.getUint32(base + at.flags);
  }

  has(bit: number): boolean {
    return (this.flags & bit) !== 0;
  }

  uint8(offset: number): number {
    return this.view.getUint8(this.base + offset);
  }

  uint16(offset: number): number {
    return this.view.getUint16(this.base + offset);
  }

  uint32(offset: number): number {
    return this.view.getUint32(this.base + offset);
  }

  uint64(offset: number): bigint {
    return this.view.getBigUint64(this.base + offset);
  }

  uint8If(bit: number, offset: number): number | null {
    return this.has(bit) ? this.uint8(offset) : null;
  }

  uint16If(bit: number, offset: number): number | null {
    return this.has(bit) ? this.uint16(offset) : null;
  }

  uint32If(bit: number, offset: number): number | null {
    return this.has(bit) ? this.uint32(offset) : null;
  }

  mac(offset: number): string {
    return macText(this.view, this.base + offset);
  }

  macIf(bit: number, offset: number): string | null {
    return this.has(bit) ? this.mac(offset) : null;
  }

  ipv4(offset: number): string {
    return ipv4Text(this.view, this.base + offset);
  }

  ip(isIpv6Bit: number, offset: number): string {
    return this.has(isIpv6Bit) ? ipv6Text(this.view, this.base + offset) : this.ipv4(offset);
  }
}

/** Reads the record at `base`; gives the name of what makes no sense in it instead, if anything. */
export function readSighting(view: DataView, base: number): Sighting | string {
  const from = new RecordReader(view, base);
  for (const [bits, needed] of dependencies) {
    if (from.has(bits) && !from.has(needed)) return "flags";
  }
  if (from.has(flag.checksumGood) && from.has(flag.checksumBad)) return "checksum";
  return {
    timeNs: from.uint64(at.timeNs),
    ifindex: from.uint32(at.ifindex),
    direction: from.has(flag.out) ? "out" : "in",
    length: from.uint32(at.length),
    tunnel: from.has(flag.tunnel) ? readTunnel(from) : null,
    sourceMac: from.macIf(flag.sourceMac, at.sourceMac),
    destinationMac: from.macIf(flag.destinationMac, at.destinationMac),
    vlan: from.uint16If(flag.vlan, at.vlan),
    etherType: from.uint16(at.etherType),
    arp: from.has(flag.arp) ? readArp(from) : null,
    ip: from.has(flag.ip) ? readIp(from) : null,
    quoted: from.has(flag.quoted) ? readFlow(from, at.quoted, flowFlags.quoted) : null,
    truncated: from.has(flag.truncated),
    malformed: from.has(flag.malformed),
    ...(from.has(flag.nd) ? { nd: readNd(from) } : {}),
  };
}

function readTunnel(from: RecordReader): TunnelHeader {
  return {
    kind: from.has(flag.tunnelIsVxlan) ? "vxlan" : "geneve",
    source: from.ip(flag.tunnelIsIpv6, at.tunnel.source),
    destination: from.ip(flag.tunnelIsIpv6, at.tunnel.destination),
    vni: from.uint32(at.tunnel.vni),
    ingressPort: from.uint16If(flag.ingressPort, at.tunnel.ingressPort),
    egressPort: from.uint16If(flag.egressPort, at.tunnel.egressPort),
  };
}

function readArp(from: RecordReader): Sighting["arp"] {
  return {
    operation: from.uint16(at.arp.operation),
    senderMac: from.mac(at.arp.senderMac),
    senderIp: from.ipv4(at.arp.senderIp),
    targetMac: from.mac(at.arp.targetMac),
    targetIp: from.ipv4(at.arp.targetIp),
  };
}

function readNd(from: RecordReader): NdFields {
  const target = from.base + at.nd.target;
  return {
    type: from.uint8(at.nd.type),
    target: from.has(flag.ndTarget) ? ipv6Text(from.view, target) : null,
    linkAddress: from.macIf(flag.ndLinkAddress, at.nd.linkAddress),
  };
}

function readFlow(from: RecordReader, layout: FlowLayout, bits: FlowFlags): FlowFields {
  return {
    source: from.ip(bits.isIpv6, layout.source),
    destination: from.ip(bits.isIpv6, layout.destination),
    protocol: from.uint8(layout.protocol),
    sourcePort: from.uint16(layout.sourcePort),
    destinationPort: from.uint16(layout.destinationPort),
    icmpType: from.uint8If(bits.icmpType, layout.icmpType),
    icmpCode: from.uint8If(bits.icmpCode, layout.icmpCode),
    icmpSequence: from.uint16If(bits.icmpSequence, layout.icmpSequence),
  };
}

function readIp(from: RecordReader): IpFields {
  return {
    ...readFlow(from, at.ip, flowFlags.ip),
    ttl: from.uint8(at.ip.ttl),
    identification: from.uint32(at.ip.identification),
    dontFragment: from.has(flag.dontFragment),
    fragmentOffset: from.uint16(at.ip.fragmentOffset),
    moreFragments: from.has(flag.moreFragments),
    tcp: from.has(flag.tcp) ? readTcp(from) : null,
    icmpMtu: from.uint32If(flag.icmpMtu, at.ip.icmpMtu),
    payloadLength: from.uint32(at.ip.payloadLength),
    payloadPrefix: from.uint64(at.ip.payloadPrefix),
    checksum: checksumOf(from),
  };
}

function readTcp(from: RecordReader): IpFields["tcp"] {
  return {
    sequence: from.uint32(at.tcp.sequence),
    acknowledgement: from.uint32(at.tcp.acknowledgement),
    flags: from.uint16(at.tcp.flags),
    mss: from.uint16If(flag.mss, at.tcp.mss),
  };
}

function checksumOf(from: RecordReader): IpFields["checksum"] {
  if (from.has(flag.checksumGood)) return "good";
  return from.has(flag.checksumBad) ? "bad" : "unknown";
}

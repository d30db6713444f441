import { writeIpv4, writeIpv6, writeMac } from "./addresses.ts";
import type {
  ArpFields,
  FlowFields,
  IpFields,
  NdFields,
  SightingFields,
  TunnelHeader,
} from "./fields.ts";
import { at, type FlowFlags, type FlowLayout, flag, flowFlags, recordVersion } from "./layout.ts";

const maxUint64 = (1n << 64n) - 1n;

/** Writes fields of one record, and remembers the first that does not fit. */
class RecordWriter {
  flags = 0;
  misfit: string | null = null;
  readonly #view: DataView;
  readonly #base: number;

  constructor(view: DataView, base: number) {
    this.#view = view;
    this.#base = base;
  }

  set(bit: number, isSet: boolean): void {
    if (isSet) this.flags |= bit;
  }

  uint8(offset: number, value: number, field: string): void {
    this.#expect(Number.isInteger(value) && value >= 0 && value <= 0xff, field);
    this.#view.setUint8(this.#base + offset, value);
  }

  uint16(offset: number, value: number, field: string): void {
    this.#expect(Number.isInteger(value) && value >= 0 && value <= 0xffff, field);
    this.#view.setUint16(this.#base + offset, value);
  }

  uint32(offset: number, value: number, field: string): void {
    this.#expect(Number.isInteger(value) && value >= 0 && value <= 0xffffffff, field);
    this.#view.setUint32(this.#base + offset, value);
  }

  uint64(offset: number, value: bigint, field: string): void {
    this.#expect(value >= 0n && value <= maxUint64, field);
    this.#view.setBigUint64(this.#base + offset, value);
  }

  mac(offset: number, text: string, field: string): void {
    this.#expect(writeMac(this.#view, this.#base + offset, text), field);
  }

  ipv4(offset: number, text: string, field: string): void {
    this.#expect(writeIpv4(this.#view, this.#base + offset, text), field);
  }

  ipv6(offset: number, text: string, field: string): void {
    this.#expect(writeIpv6(this.#view, this.#base + offset, text), field);
  }

  /** Both addresses of a packet are of one family, which the bit tells. */
  pair(
    offsets: { readonly source: number; readonly destination: number },
    texts: { readonly source: string; readonly destination: string },
    isIpv6Bit: number,
    field: string,
  ): void {
    const isIpv6 = texts.source.includes(":");
    this.set(isIpv6Bit, isIpv6);
    for (const end of ["source", "destination"] as const) {
      if (isIpv6) this.ipv6(offsets[end], texts[end], `${field}.${end}`);
      else this.ipv4(offsets[end], texts[end], `${field}.${end}`);
    }
  }

  #expect(fits: boolean, field: string): void {
    if (!fits) this.misfit ??= field;
  }
}

/**
 * Writes one record at `base`, whose bytes are zero.
 * Gives the name of the first field that does not fit, null when all do.
 */
export function writeFields(view: DataView, base: number, sighting: SightingFields): string | null {
  const to = new RecordWriter(view, base);
  to.uint8(at.version, recordVersion, "version");
  to.uint64(at.timeNs, sighting.timeNs, "timeNs");
  to.uint32(at.ifindex, sighting.ifindex, "ifindex");
  to.uint32(at.length, sighting.length, "length");
  to.uint16(at.etherType, sighting.etherType, "etherType");
  to.set(flag.out, sighting.direction === "out");
  to.set(flag.truncated, sighting.truncated);
  to.set(flag.malformed, sighting.malformed);
  const { sourceMac, destinationMac, vlan } = sighting;
  to.set(flag.sourceMac, sourceMac !== null);
  if (sourceMac !== null) to.mac(at.sourceMac, sourceMac, "sourceMac");
  to.set(flag.destinationMac, destinationMac !== null);
  if (destinationMac !== null) to.mac(at.destinationMac, destinationMac, "destinationMac");
  to.set(flag.vlan, vlan !== null);
  if (vlan !== null) to.uint16(at.vlan, vlan, "vlan");
  if (sighting.tunnel) writeTunnel(to, sighting.tunnel);
  if (sighting.arp) writeArp(to, sighting.arp);
  if (sighting.ip) writeIp(to, sighting.ip);
  if (sighting.nd) writeNd(to, sighting.nd);
  if (sighting.quoted) {
    to.set(flag.quoted, true);
    writeFlow(to, at.quoted, flowFlags.quoted, sighting.quoted, "quoted");
  }
  to.uint32(at.flags, to.flags >>> 0, "flags");
  return to.misfit;
}

function writeTunnel(to: RecordWriter, tunnel: TunnelHeader): void {
  const { ingressPort, egressPort } = tunnel;
  to.set(flag.tunnel, true);
  to.set(flag.tunnelIsVxlan, tunnel.kind === "vxlan");
  to.pair(at.tunnel, tunnel, flag.tunnelIsIpv6, "tunnel");
  to.uint32(at.tunnel.vni, tunnel.vni, "tunnel.vni");
  to.set(flag.ingressPort, ingressPort !== null);
  if (ingressPort !== null) to.uint16(at.tunnel.ingressPort, ingressPort, "tunnel.ingressPort");
  to.set(flag.egressPort, egressPort !== null);
  if (egressPort !== null) to.uint16(at.tunnel.egressPort, egressPort, "tunnel.egressPort");
}

function writeArp(to: RecordWriter, arp: ArpFields): void {
  to.set(flag.arp, true);
  to.uint16(at.arp.operation, arp.operation, "arp.operation");
  to.mac(at.arp.senderMac, arp.senderMac, "arp.senderMac");
  to.ipv4(at.arp.senderIp, arp.senderIp, "arp.senderIp");
  to.mac(at.arp.targetMac, arp.targetMac, "arp.targetMac");
  to.ipv4(at.arp.targetIp, arp.targetIp, "arp.targetIp");
}

function writeNd(to: RecordWriter, nd: NdFields): void {
  to.set(flag.nd, true);
  to.uint8(at.nd.type, nd.type, "nd.type");
  to.set(flag.ndTarget, nd.target !== null);
  if (nd.target !== null) to.ipv6(at.nd.target, nd.target, "nd.target");
  to.set(flag.ndLinkAddress, nd.linkAddress !== null);
  if (nd.linkAddress !== null) to.mac(at.nd.linkAddress, nd.linkAddress, "nd.linkAddress");
}

function writeFlow(
  to: RecordWriter,
  layout: FlowLayout,
  bits: FlowFlags,
  flow: FlowFields,
  field: string,
): void {
  to.pair(layout, flow, bits.isIpv6, field);
  to.uint8(layout.protocol, flow.protocol, `${field}.protocol`);
  to.uint16(layout.sourcePort, flow.sourcePort, `${field}.sourcePort`);
  to.uint16(layout.destinationPort, flow.destinationPort, `${field}.destinationPort`);
  const { icmpType, icmpCode, icmpSequence } = flow;
  to.set(bits.icmpType, icmpType !== null);
  if (icmpType !== null) to.uint8(layout.icmpType, icmpType, `${field}.icmpType`);
  to.set(bits.icmpCode, icmpCode !== null);
  if (icmpCode !== null) to.uint8(layout.icmpCode, icmpCode, `${field}.icmpCode`);
  to.set(bits.icmpSequence, icmpSequence !== null);
  if (icmpSequence !== null) to.uint16(layout.icmpSequence, icmpSequence, `${field}.icmpSequence`);
}

function writeIp(to: RecordWriter, ip: IpFields): void {
  to.set(flag.ip, true);
  writeFlow(to, at.ip, flowFlags.ip, ip, "ip");
  to.uint8(at.ip.ttl, ip.ttl, "ip.ttl");
  to.uint32(at.ip.identification, ip.identification, "ip.identification");
  to.uint16(at.ip.fragmentOffset, ip.fragmentOffset, "ip.fragmentOffset");
  to.set(flag.dontFragment, ip.dontFragment);
  to.set(flag.moreFragments, ip.moreFragments);
  to.set(flag.icmpMtu, ip.icmpMtu !== null);
  if (ip.icmpMtu !== null) to.uint32(at.ip.icmpMtu, ip.icmpMtu, "ip.icmpMtu");
  to.uint32(at.ip.payloadLength, ip.payloadLength, "ip.payloadLength");
  to.uint64(at.ip.payloadPrefix, ip.payloadPrefix, "ip.payloadPrefix");
  to.uint32(at.ip.payloadDigest, ip.payloadDigest ?? 0, "ip.payloadDigest");
  to.set(flag.checksumGood, ip.checksum === "good");
  to.set(flag.checksumBad, ip.checksum === "bad");
  const { tcp } = ip;
  if (!tcp) return;
  to.set(flag.tcp, true);
  to.uint32(at.tcp.sequence, tcp.sequence, "ip.tcp.sequence");
  to.uint32(at.tcp.acknowledgement, tcp.acknowledgement, "ip.tcp.acknowledgement");
  to.uint16(at.tcp.flags, tcp.flags, "ip.tcp.flags");
  to.set(flag.mss, tcp.mss !== null);
  if (tcp.mss !== null) to.uint16(at.tcp.mss, tcp.mss, "ip.tcp.mss");
}

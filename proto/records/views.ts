import type { AddressSet } from "./address-set.ts";
import { ipv4Text, ipv6Text, macText } from "./addresses.ts";
import type {
  ArpFields,
  ChecksumState,
  FlowFields,
  IpFields,
  NdFields,
  TcpFields,
  TunnelHeader,
} from "./fields.ts";
import { at, type FlowFlags, type FlowLayout, flag, flowFlags } from "./layout.ts";

/** Parts of a record as a `Sighting` shows them: where the record is, read when asked. */
abstract class PartView {
  readonly #view: DataView;
  readonly #base: number;

  constructor(view: DataView, base: number) {
    this.#view = view;
    this.#base = base;
  }

  protected has(bit: number): boolean {
    return (this.#view.getInt32(this.#base + at.flags) & bit) !== 0;
  }

  protected uint8(offset: number): number {
    return this.#view.getUint8(this.#base + offset);
  }

  protected uint16(offset: number): number {
    return this.#view.getUint16(this.#base + offset);
  }

  protected uint32(offset: number): number {
    return this.#view.getUint32(this.#base + offset);
  }

  protected uint64(offset: number): bigint {
    return this.#view.getBigUint64(this.#base + offset);
  }

  protected address(isIpv6: number, offset: number): string {
    const text = this.has(isIpv6) ? ipv6Text : ipv4Text;
    return text(this.#view, this.#base + offset);
  }

  protected isIn(addresses: AddressSet, isIpv6: number, offset: number): boolean {
    return addresses.hasAt(this.#view, this.#base + offset, this.has(isIpv6));
  }
}

export class TunnelView extends PartView implements TunnelHeader {
  get kind(): TunnelHeader["kind"] {
    return this.has(flag.tunnelIsVxlan) ? "vxlan" : "geneve";
  }

  get source(): string {
    return this.address(flag.tunnelIsIpv6, at.tunnel.source);
  }

  get destination(): string {
    return this.address(flag.tunnelIsIpv6, at.tunnel.destination);
  }

  get vni(): number {
    return this.uint32(at.tunnel.vni);
  }

  get ingressPort(): number | null {
    return this.has(flag.ingressPort) ? this.uint16(at.tunnel.ingressPort) : null;
  }

  get egressPort(): number | null {
    return this.has(flag.egressPort) ? this.uint16(at.tunnel.egressPort) : null;
  }
}

abstract class FlowView extends PartView implements FlowFields {
  protected abstract readonly layout: FlowLayout;
  protected abstract readonly bits: FlowFlags;

  get source(): string {
    return this.address(this.bits.isIpv6, this.layout.source);
  }

  get destination(): string {
    return this.address(this.bits.isIpv6, this.layout.destination);
  }

  get protocol(): number {
    return this.uint8(this.layout.protocol);
  }

  get sourcePort(): number {
    return this.uint16(this.layout.sourcePort);
  }

  get destinationPort(): number {
    return this.uint16(this.layout.destinationPort);
  }

  get icmpType(): number | null {
    return this.has(this.bits.icmpType) ? this.uint8(this.layout.icmpType) : null;
  }

  get icmpCode(): number | null {
    return this.has(this.bits.icmpCode) ? this.uint8(this.layout.icmpCode) : null;
  }

  get icmpSequence(): number | null {
    return this.has(this.bits.icmpSequence) ? this.uint16(this.layout.icmpSequence) : null;
  }

  isFrom(addresses: AddressSet): boolean {
    return this.isIn(addresses, this.bits.isIpv6, this.layout.source);
  }

  isTo(addresses: AddressSet): boolean {
    return this.isIn(addresses, this.bits.isIpv6, this.layout.destination);
  }
}

export class QuotedView extends FlowView {
  protected get layout(): FlowLayout {
    return at.quoted;
  }

  protected get bits(): FlowFlags {
    return flowFlags.quoted;
  }
}

export class IpView extends FlowView implements IpFields {
  protected get layout(): FlowLayout {
    return at.ip;
  }

  protected get bits(): FlowFlags {
    return flowFlags.ip;
  }

  get ttl(): number {
    return this.uint8(at.ip.ttl);
  }

  get identification(): number {
    return this.uint32(at.ip.identification);
  }

  get dontFragment(): boolean {
    return this.has(flag.dontFragment);
  }

  get fragmentOffset(): number {
    return this.uint16(at.ip.fragmentOffset);
  }

  get moreFragments(): boolean {
    return this.has(flag.moreFragments);
  }

  get tcp(): TcpFields | null {
    if (!this.has(flag.tcp)) return null;
    return {
      sequence: this.uint32(at.tcp.sequence),
      acknowledgement: this.uint32(at.tcp.acknowledgement),
      flags: this.uint16(at.tcp.flags),
      mss: this.has(flag.mss) ? this.uint16(at.tcp.mss) : null,
    };
  }

  get icmpMtu(): number | null {
    return this.has(flag.icmpMtu) ? this.uint32(at.ip.icmpMtu) : null;
  }

  get payloadLength(): number {
    return this.uint32(at.ip.payloadLength);
  }

  get payloadPrefix(): bigint {
    return this.uint64(at.ip.payloadPrefix);
  }

  get payloadDigest(): number | undefined {
    const digest = this.uint32(at.ip.payloadDigest);
    return digest === 0 ? undefined : digest;
  }

  get checksum(): ChecksumState {
    if (this.has(flag.checksumGood)) return "good";
    return this.has(flag.checksumBad) ? "bad" : "unknown";
  }
}

export function readArp(view: DataView, base: number): ArpFields {
  return {
    operation: view.getUint16(base + at.arp.operation),
    senderMac: macText(view, base + at.arp.senderMac),
    senderIp: ipv4Text(view, base + at.arp.senderIp),
    targetMac: macText(view, base + at.arp.targetMac),
    targetIp: ipv4Text(view, base + at.arp.targetIp),
  };
}

export function readNd(view: DataView, base: number): NdFields {
  const flags = view.getUint32(base + at.flags);
  const hasTarget = (flags & flag.ndTarget) !== 0;
  const hasLinkAddress = (flags & flag.ndLinkAddress) !== 0;
  return {
    type: view.getUint8(base + at.nd.type),
    target: hasTarget ? ipv6Text(view, base + at.nd.target) : null,
    linkAddress: hasLinkAddress ? macText(view, base + at.nd.linkAddress) : null,
  };
}

import type { AddressSet } from "./address-set.ts";
import { macText } from "./addresses.ts";
import type {
  ArpFields,
  IpFields,
  NdFields,
  PacketDirection,
  SightingFields,
  TunnelHeader,
} from "./fields.ts";
import { at, flag } from "./layout.ts";
import { IpView, QuotedView, readArp, readNd, TunnelView } from "./views.ts";

/** What a number has that is not there. */
export const absent = -1;

/**
 * A sighting: one packet, seen once, at one interface of one node. It is the unit of evidence that
 * taps produce and correlation consumes.
 *
 * It is a view over a record (layout.ts): it holds nothing but where the record is, and reads a
 * field when it is asked for it. There are two ways to ask.
 * - As `SightingFields`, in text and with null for what is not there: to show, and to be looked at
 *   seldom. Such objects are made anew each time.
 * - In numbers, for what is asked of every packet: of the innermost IP packet, with `absent` for
 *   what is not there, and addresses by what set they are in. This allocates nothing.
 *
 * Only `sightingsIn` makes them, of records that it has found to be whole.
 */
export class Sighting implements SightingFields {
  readonly #view: DataView;
  /** The first byte of the record. */
  readonly #base: number;
  /** Of the record: most sightings are passed over for one of these, without a look at it. */
  readonly #flags: number;
  /** Interface index in the node's network namespace. */
  readonly ifindex: number;

  constructor(view: DataView, base: number) {
    this.#view = view;
    this.#base = base;
    this.#flags = view.getInt32(base + at.flags);
    this.ifindex = view.getUint32(base + at.ifindex);
  }

  get timeNs(): bigint {
    return this.#view.getBigUint64(this.#base + at.timeNs);
  }

  get direction(): PacketDirection {
    return this.#has(flag.out) ? "out" : "in";
  }

  get length(): number {
    return this.#view.getUint32(this.#base + at.length);
  }

  get tunnel(): TunnelHeader | null {
    return this.#has(flag.tunnel) ? new TunnelView(this.#view, this.#base) : null;
  }

  get sourceMac(): string | null {
    return this.#has(flag.sourceMac) ? macText(this.#view, this.#base + at.sourceMac) : null;
  }

  get destinationMac(): string | null {
    if (!this.#has(flag.destinationMac)) return null;
    return macText(this.#view, this.#base + at.destinationMac);
  }

  get vlan(): number | null {
    return this.#has(flag.vlan) ? this.#view.getUint16(this.#base + at.vlan) : null;
  }

  get etherType(): number {
    return this.#view.getUint16(this.#base + at.etherType);
  }

  get arp(): ArpFields | null {
    return this.#has(flag.arp) ? readArp(this.#view, this.#base) : null;
  }

  get ip(): IpFields | null {
    return this.#has(flag.ip) ? new IpView(this.#view, this.#base) : null;
  }

  get nd(): NdFields | undefined {
    return this.#has(flag.nd) ? readNd(this.#view, this.#base) : undefined;
  }

  get quoted(): QuotedView | null {
    return this.#has(flag.quoted) ? new QuotedView(this.#view, this.#base) : null;
  }

  get truncated(): boolean {
    return this.#has(flag.truncated);
  }

  get malformed(): boolean {
    return this.#has(flag.malformed);
  }

  get isOut(): boolean {
    return this.#has(flag.out);
  }

  get hasTunnel(): boolean {
    return this.#has(flag.tunnel);
  }

  /** An ICMP error that quotes a packet. */
  get isQuoting(): boolean {
    return this.#has(flag.quoted);
  }

  /** IP protocol number. */
  get protocol(): number {
    return this.#has(flag.ip) ? this.#view.getUint8(this.#base + at.ip.protocol) : absent;
  }

  /** As in `FlowFields`; 0 where there is none. */
  get sourcePort(): number {
    return this.#view.getUint16(this.#base + at.ip.sourcePort);
  }

  get destinationPort(): number {
    return this.#view.getUint16(this.#base + at.ip.destinationPort);
  }

  get icmpType(): number {
    return this.#has(flag.icmpType) ? this.#view.getUint8(this.#base + at.ip.icmpType) : absent;
  }

  get icmpCode(): number {
    return this.#has(flag.icmpCode) ? this.#view.getUint8(this.#base + at.ip.icmpCode) : absent;
  }

  get icmpSequence(): number {
    if (!this.#has(flag.icmpSequence)) return absent;
    return this.#view.getUint16(this.#base + at.ip.icmpSequence);
  }

  /** 0 where there is no IP packet. */
  get fragmentOffset(): number {
    return this.#view.getUint16(this.#base + at.ip.fragmentOffset);
  }

  /** 0 where there is no IP packet. */
  get payloadLength(): number {
    return this.#view.getUint32(this.#base + at.ip.payloadLength);
  }

  get tcpFlags(): number {
    return this.#has(flag.tcp) ? this.#view.getUint16(this.#base + at.tcp.flags) : absent;
  }

  get tcpSequence(): number {
    return this.#has(flag.tcp) ? this.#view.getUint32(this.#base + at.tcp.sequence) : absent;
  }

  get tcpAcknowledgement(): number {
    return this.#has(flag.tcp) ? this.#view.getUint32(this.#base + at.tcp.acknowledgement) : absent;
  }

  get hasBadChecksum(): boolean {
    return this.#has(flag.checksumBad);
  }

  /** First 8 payload bytes; 0n where there are fewer. */
  get payloadPrefix(): bigint {
    return this.#view.getBigUint64(this.#base + at.ip.payloadPrefix);
  }

  /** 0 where there is none. */
  get payloadDigest(): number {
    return this.#view.getUint32(this.#base + at.ip.payloadDigest);
  }

  isFrom(addresses: AddressSet): boolean {
    return this.#isIn(addresses, at.ip.source, flag.ip, flag.ipIsIpv6);
  }

  isTo(addresses: AddressSet): boolean {
    return this.#isIn(addresses, at.ip.destination, flag.ip, flag.ipIsIpv6);
  }

  /** The destination of the packet around it. */
  isTunnelledTo(addresses: AddressSet): boolean {
    return this.#isIn(addresses, at.tunnel.destination, flag.tunnel, flag.tunnelIsIpv6);
  }

  #isIn(addresses: AddressSet, offset: number, isThere: number, isIpv6: number): boolean {
    if (!this.#has(isThere)) return false;
    return addresses.hasAt(this.#view, this.#base + offset, this.#has(isIpv6));
  }

  #has(bit: number): boolean {
    return (this.#flags & bit) !== 0;
  }
}

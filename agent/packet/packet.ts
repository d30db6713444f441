import { absent } from "./absent.ts";
import * as layer from "./layer.ts";

/**
 * What decoding found: where each header is, and the few numbers that everything asks for.
 *
 * One `Packet` is allocated per tap and overwritten for every record, so that decoding allocates
 * nothing. It points into the record's bytes and is valid as long as they are.
 */

export { absent, layer };
export type Layer = (typeof layer)[keyof typeof layer];

const noView = new DataView(new ArrayBuffer(0));

/** One stack of headers: link, network, transport. Offsets are into `Packet.view`. */
export class Headers {
  /** Ethernet header, `absent` where the link layer did not carry one. */
  ethernetAt = absent;
  /** VLAN identifier of the outermost 802.1Q tag, `absent` without one. */
  vlan = absent;
  /** Of the payload after all tags; 0 where there is none. */
  etherType = 0;
  /** ARP header of IPv4 over Ethernet. */
  arpAt = absent;
  /** 4, 6, or 0 when there is no IP header. */
  ipVersion = 0;
  /** IP header; this and what follows up to `transport` is valid when `ipVersion` is not 0. */
  networkAt = absent;
  /** Where the IP packet ends on the wire, and where the captured part of it ends. */
  networkEnd = 0;
  capturedEnd = 0;
  /** IP protocol number after extension headers. */
  protocol = 0;
  /** IPv4 identification, or that of an IPv6 fragment header; 0 where there is none. */
  identification = 0;
  /** Bytes, not units of eight. */
  fragmentOffset = 0;
  moreFragments = false;
  /** An IPv6 routing header with segments left: its final destination is not the header's. */
  sourceRouted = false;
  /** The header `transportAt` points to: tcp, udp, sctp, icmp, icmpv6 or none. */
  transport: Layer = layer.none;
  /** Valid when `transport` is not none. */
  transportAt = absent;
  /** TCP, UDP, SCTP; the identifier of an ICMP echo for both; 0 where there is none. */
  sourcePort = 0;
  destinationPort = 0;
  /** TCP control bits; valid with a TCP header. */
  tcpFlags = 0;
  /** TCP maximum segment size option of a SYN, `absent` without one; valid with a TCP header. */
  mss = absent;
  /** `absent` where the packet has none. */
  icmpType = absent;
  icmpCode = absent;
  icmpSequence = absent;
  /** Neighbour discovery: target, link-layer address option; valid with an ICMPv6 header. */
  ndTargetAt = absent;
  ndLinkAddressAt = absent;
  /** After the last header that was read; `absent` before a network header. */
  payloadAt = absent;
  /** From the header lengths, not from what was captured; valid with `payloadAt`. */
  payloadLength = 0;

  /** Makes nothing valid; the fields that another one vouches for are left as they are. */
  reset(): void {
    this.ethernetAt = absent;
    this.vlan = absent;
    this.etherType = 0;
    this.arpAt = absent;
    this.ipVersion = 0;
    this.transport = layer.none;
    this.sourcePort = 0;
    this.destinationPort = 0;
    this.icmpType = absent;
    this.icmpCode = absent;
    this.icmpSequence = absent;
    this.payloadAt = absent;
  }
}

export class Packet {
  view: DataView = noView;
  /** Capture time: seconds since 1970 and 0 to 999,999,999 nanoseconds. */
  seconds = 0;
  nanoseconds = 0;
  linkType = 0;
  /** Where the link layer's payload begins, and how long it was on the wire. */
  linkPayloadAt = 0;
  linkPayloadLength = 0;
  /** SLL2 header: interface index, packet type, address; `absent` for other link types. */
  sll2At = absent;

  /** The packet as captured; with a tunnel, the encapsulating one. */
  readonly outer = new Headers();
  /** The encapsulated packet; valid with a tunnel. */
  readonly inner = new Headers();
  /** The packet that an ICMP or ICMPv6 error quotes; valid when `hasQuoted`. */
  readonly quoted = new Headers();
  hasQuoted = false;
  /** geneve, vxlan or none. */
  tunnel: Layer = layer.none;
  tunnelAt = absent;
  /** Data of OVN's Geneve option. */
  ovnOptionAt = absent;

  /** The snap length cut the packet before the last header was read. */
  truncated = false;
  /** A header contradicts itself or what carries it. */
  malformed = false;
  /** The first header that could not be read whole. */
  problemLayer: Layer = layer.none;

  /** The window being decoded: end of the captured bytes, and of those on the wire. */
  end = 0;
  wireEnd = 0;
  /** Inside the quotation of an ICMP error, which may stop anywhere (RFC 792: 8 bytes will do). */
  quoting = false;
  /** Inside a first fragment: what reaches behind its end goes on in the next one. */
  continues = false;

  /** The packet that correlation follows: the encapsulated one where there is one. */
  get innermost(): Headers {
    return this.tunnel === layer.none ? this.outer : this.inner;
  }
}

/**
 * The one proof of bounds: every header asks for its bytes here before it reads them. A header that
 * reaches beyond the captured bytes is truncated when the wire had them, or the next fragment has
 * them, and malformed otherwise.
 */
export function claim(packet: Packet, offset: number, bytes: number, which: Layer): boolean {
  return offset + bytes <= packet.end || refuse(packet, offset + bytes, which);
}

/** Apart from `claim`, which is small enough so to be compiled into every header's decoder. */
function refuse(packet: Packet, end: number, which: Layer): false {
  if (end <= packet.wireEnd) packet.truncated = true;
  else if (packet.quoting) return false;
  else if (packet.continues) packet.truncated = true;
  else packet.malformed = true;
  if (packet.problemLayer === layer.none) packet.problemLayer = which;
  return false;
}

/** Notes that a header contradicts itself; gives `absent`, for a decoder to return. */
export function malformed(packet: Packet, which: Layer): typeof absent {
  packet.malformed = true;
  if (packet.problemLayer === layer.none) packet.problemLayer = which;
  return absent;
}

/** What is after the last header that was read, to the end of the window. */
export function setPayload(packet: Packet, headers: Headers, offset: number): void {
  headers.payloadAt = offset;
  headers.payloadLength = packet.wireEnd > offset ? packet.wireEnd - offset : 0;
}

/** Bytes beyond `end` belong to something else: a frame's padding, the next header's trailer. */
export function narrow(packet: Packet, end: number): void {
  if (end < packet.wireEnd) packet.wireEnd = end;
  if (end < packet.end) packet.end = end;
}

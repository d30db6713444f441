/**
 * What a record says of one packet, as plain values: addresses are text. This is the form in which
 * sightings are written down and compared in tests; programs look at records through `Sighting`.
 */
export interface SightingFields {
  /** Capture time on the clock of the node, nanoseconds since 1970. */
  readonly timeNs: bigint;
  /** Interface index in the node's network namespace (SLL2 header). */
  readonly ifindex: number;
  /** SLL2 packet type: how the packet passed the interface. */
  readonly direction: PacketDirection;
  /** Bytes on the wire, from the first byte of the captured link layer's payload frame. */
  readonly length: number;
  /** Set when the packet was encapsulated; everything below is then the inner packet. */
  readonly tunnel: TunnelHeader | null;
  /** Ethernet addresses "aa:bb:…"; null where the link layer did not carry them. */
  readonly sourceMac: string | null;
  readonly destinationMac: string | null;
  readonly vlan: number | null;
  readonly etherType: number;
  /** Present for ARP requests and replies (RFC 826) of IPv4 over Ethernet. */
  readonly arp: ArpFields | null;
  /** Present for IPv4 and IPv6. */
  readonly ip: IpFields | null;
  /** Present for IPv6 neighbour discovery (RFC 4861), and absent otherwise. */
  readonly nd?: NdFields | undefined;
  /** The packet that an ICMP or ICMPv6 error quotes (RFC 792, RFC 4443). */
  readonly quoted: FlowFields | null;
  /** The snap length cut the packet before the last header was read. */
  readonly truncated: boolean;
  /** A header contradicts itself; the fields up to it are kept. */
  readonly malformed: boolean;
}

export type PacketDirection = "in" | "out";
export type ChecksumState = "good" | "bad" | "unknown";

export interface TunnelHeader {
  readonly kind: "geneve" | "vxlan";
  readonly source: string;
  readonly destination: string;
  readonly vni: number;
  /** OVN's Geneve option (class 0x0102, type 0x80): logical ingress and egress port keys. */
  readonly ingressPort: number | null;
  readonly egressPort: number | null;
}

export interface ArpFields {
  readonly operation: number;
  readonly senderMac: string;
  readonly senderIp: string;
  readonly targetMac: string;
  readonly targetIp: string;
}

export interface NdFields {
  /** ICMPv6 type: 133 router solicitation … 135 neighbour solicitation, 136 its answer, 137. */
  readonly type: number;
  readonly target: string | null;
  /** Source or target link-layer address option. */
  readonly linkAddress: string | null;
}

/** What names a packet's conversation, and within it the packet. */
export interface FlowFields {
  readonly source: string;
  readonly destination: string;
  /** IP protocol number after IPv6 extension headers: 1, 6, 17, 58, 132 … */
  readonly protocol: number;
  /** TCP, UDP, SCTP port; the identifier of an ICMP echo for both; 0 where there is none. */
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly icmpType: number | null;
  readonly icmpCode: number | null;
  /** ICMP echo sequence number. */
  readonly icmpSequence: number | null;
}

export interface IpFields extends FlowFields {
  readonly ttl: number;
  /** IPv4 identification, or that of an IPv6 fragment header; 0 where there is none. */
  readonly identification: number;
  readonly dontFragment: boolean;
  readonly fragmentOffset: number;
  readonly moreFragments: boolean;
  readonly tcp: TcpFields | null;
  /** MTU that an ICMP "fragmentation needed" or ICMPv6 "packet too big" reports. */
  readonly icmpMtu: number | null;
  /** Bytes after the last header that was read, from the header lengths. */
  readonly payloadLength: number;
  /** First 8 payload bytes (big endian), 0n where there are fewer: a UDP probe's token. */
  readonly payloadPrefix: bigint;
  /**
   * Digest of the first 32 payload bytes, or of all where there are fewer (payload-digest.ts): what
   * tells a packet from another wherever NAT has changed its addresses, ports and echo identifier.
   * Absent, or 0 in a record, where there are none, they were not captured, or by older agents.
   */
  readonly payloadDigest?: number | undefined;
  /** The L3 and L4 checksums, where the bytes are there to tell. */
  readonly checksum: ChecksumState;
}

export interface TcpFields {
  readonly sequence: number;
  readonly acknowledgement: number;
  /** FIN 1, SYN 2, RST 4, PSH 8, ACK 16 … (RFC 9293). */
  readonly flags: number;
  /** Maximum segment size option, on SYN. */
  readonly mss: number | null;
}

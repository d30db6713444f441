/**
 * Layout of a packed sighting, version 1. Numbers are big endian. A field whose flag is not set is
 * zero and says nothing; addresses of 4 bytes are at the start of their 16, the rest is zero.
 *
 * ```
 *   0 version u8           1 reserved             4 flags u32
 *   8 timeNs u64          16 ifindex u32         20 length u32
 *  24 etherType u16       26 vlan u16            28 sourceMac 6         34 destinationMac 6
 *  40 tunnel: source 16   56 destination 16      72 vni u32             76 ingress, egress u16
 *  80 ip: source 16       96 destination 16     112 protocol u8        113 ttl u8
 * 114 sourcePort u16     116 destinationPort u16 118 icmpType, icmpCode u8
 * 120 icmpSequence u16   122 fragmentOffset u16 124 identification u32
 * 128 tcp sequence u32   132 acknowledgement u32 136 flags u16         138 mss u16
 * 140 icmpMtu u32        144 payloadLength u32  148 payloadDigest u32  152 payloadPrefix u64
 * 160 quoted: source 16  176 destination 16     192 protocol u8        193 reserved
 * 194 sourcePort u16     196 destinationPort u16 198 icmpType, icmpCode u8
 * 200 icmpSequence u16   202 arp: operation u16 204 senderMac 6        210 senderIp 4
 * 214 targetMac 6        220 targetIp 4         224 nd: target 16      240 linkAddress 6
 * 246 type u8            247 reserved, to 256
 * ```
 */
export const recordVersion = 1;
export const recordBytes = 256;

export const at = {
  version: 0,
  flags: 4,
  timeNs: 8,
  ifindex: 16,
  length: 20,
  etherType: 24,
  vlan: 26,
  sourceMac: 28,
  destinationMac: 34,
  tunnel: { source: 40, destination: 56, vni: 72, ingressPort: 76, egressPort: 78 },
  ip: {
    source: 80,
    destination: 96,
    protocol: 112,
    ttl: 113,
    sourcePort: 114,
    destinationPort: 116,
    icmpType: 118,
    icmpCode: 119,
    icmpSequence: 120,
    fragmentOffset: 122,
    identification: 124,
    icmpMtu: 140,
    payloadLength: 144,
    payloadDigest: 148,
    payloadPrefix: 152,
  },
  tcp: { sequence: 128, acknowledgement: 132, flags: 136, mss: 138 },
  quoted: {
    source: 160,
    destination: 176,
    protocol: 192,
    sourcePort: 194,
    destinationPort: 196,
    icmpType: 198,
    icmpCode: 199,
    icmpSequence: 200,
  },
  arp: { operation: 202, senderMac: 204, senderIp: 210, targetMac: 214, targetIp: 220 },
  nd: { target: 224, linkAddress: 240, type: 246 },
} as const;

/** Bits of `flags`. Each says that a field is there, or is itself a field of one bit. */
export const flag = {
  out: 1 << 0,
  truncated: 1 << 1,
  malformed: 1 << 2,
  sourceMac: 1 << 3,
  destinationMac: 1 << 4,
  vlan: 1 << 5,
  tunnel: 1 << 6,
  tunnelIsVxlan: 1 << 7,
  tunnelIsIpv6: 1 << 8,
  ingressPort: 1 << 9,
  egressPort: 1 << 10,
  ip: 1 << 11,
  ipIsIpv6: 1 << 12,
  dontFragment: 1 << 13,
  moreFragments: 1 << 14,
  tcp: 1 << 15,
  mss: 1 << 16,
  icmpMtu: 1 << 17,
  checksumGood: 1 << 18,
  checksumBad: 1 << 19,
  icmpType: 1 << 20,
  icmpCode: 1 << 21,
  icmpSequence: 1 << 22,
  quoted: 1 << 23,
  quotedIsIpv6: 1 << 24,
  quotedIcmpType: 1 << 25,
  quotedIcmpCode: 1 << 26,
  quotedIcmpSequence: 1 << 27,
  arp: 1 << 28,
  nd: 1 << 29,
  ndTarget: 1 << 30,
  ndLinkAddress: 1 << 31,
} as const;

/** Flags of a flow, which is in a record twice: the packet's and the quoted one's. */
export const flowFlags = {
  ip: {
    isIpv6: flag.ipIsIpv6,
    icmpType: flag.icmpType,
    icmpCode: flag.icmpCode,
    icmpSequence: flag.icmpSequence,
  },
  quoted: {
    isIpv6: flag.quotedIsIpv6,
    icmpType: flag.quotedIcmpType,
    icmpCode: flag.quotedIcmpCode,
    icmpSequence: flag.quotedIcmpSequence,
  },
} as const;

export type FlowLayout = typeof at.ip | typeof at.quoted;
export type FlowFlags = (typeof flowFlags)["ip" | "quoted"];

/** Flags that make sense only with that of their name. */
export const needing = {
  tunnel: flag.tunnelIsVxlan | flag.tunnelIsIpv6 | flag.ingressPort | flag.egressPort,
  ip:
    flag.ipIsIpv6 |
    flag.dontFragment |
    flag.moreFragments |
    flag.tcp |
    flag.icmpMtu |
    flag.checksumGood |
    flag.checksumBad |
    flag.icmpType |
    flag.icmpCode |
    flag.icmpSequence,
  tcp: flag.mss,
  quoted: flag.quotedIsIpv6 | flag.quotedIcmpType | flag.quotedIcmpCode | flag.quotedIcmpSequence,
  nd: flag.ndTarget | flag.ndLinkAddress,
} as const;

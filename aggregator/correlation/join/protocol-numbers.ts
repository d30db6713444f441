/** IP's number of ICMPv6 (RFC 4443). */
export const icmpv6 = 58;

/** IP's number of a protocol in IPv4 and in IPv6. */
export const protocolNumbers = { icmp: [1, icmpv6], tcp: [6, 6], udp: [17, 17] } as const;

/** Control bits of TCP (RFC 9293 section 3.1). */
export const tcpFlag = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

/** Types of ICMP (RFC 792) and ICMPv6 (RFC 4443). */
export const echoRequest = [8, 128] as const;
export const echoReply = [0, 129] as const;

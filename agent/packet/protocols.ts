/** https://www.tcpdump.org/linktypes.html */
export const linkType = { ethernet: 1, linuxSll2: 276 } as const;

/** https://www.iana.org/assignments/protocol-numbers */
export const ipProtocol = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, sctp: 132 } as const;

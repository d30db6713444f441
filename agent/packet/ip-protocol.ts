/** https://www.iana.org/assignments/protocol-numbers; import as `ipProtocol`, whole. */
export const icmp = 1;
export const tcp = 6;
export const udp = 17;
export const icmpv6 = 58;
export const sctp = 132;

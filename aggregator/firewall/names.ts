import type { Names } from "./field.ts";

function table(names: Readonly<Record<string, number>>): Names {
  const values = new Map(Object.entries(names));
  return (name) => {
    const value = values.get(name.toLowerCase());
    return value === undefined ? null : BigInt(value);
  };
}

/** Protocols above IP, as /etc/protocols, nft(8) and iptables(8) call them. */
export const protocols = table({
  ...{ hopopt: 0, icmp: 1, igmp: 2, ggp: 3, ipencap: 4, ipip: 4, tcp: 6, egp: 8, igp: 9, udp: 17 },
  ...{ dccp: 33, ipv6: 41, "ipv6-route": 43, "ipv6-frag": 44, rsvp: 46, gre: 47, esp: 50, ah: 51 },
  ...{ "ipv6-icmp": 58, icmpv6: 58, icmp6: 58, ipv6icmp: 58, "ipv6-nonxt": 59, "ipv6-opts": 60 },
  ...{ eigrp: 88, ospf: 89, pim: 103, comp: 108, ipcomp: 108, vrrp: 112, l2tp: 115, sctp: 132 },
  ...{ mh: 135, "mobility-header": 135, udplite: 136, mpls: 137, mptcp: 262 },
});

/** enum ip_conntrack_status and NF_CT_STATE bits of nf_tables.h and xt_conntrack.h. */
export const ctStates = table({ invalid: 1, established: 2, related: 4, new: 8, untracked: 64 });
export const ctStatuses = table({
  ...{ expected: 1, "seen-reply": 2, seen_reply: 2, assured: 4, confirmed: 8, snat: 16, dnat: 32 },
  dying: 512,
});
export const ctDirections = table({ original: 0, reply: 1 });

export const tcpFlags = table({
  ...{ fin: 1, syn: 2, rst: 4, psh: 8, ack: 16, urg: 32, ecn: 64, ece: 64, cwr: 128 },
  ...{ none: 0, all: 63 },
});

export const icmpTypes = table({
  ...{ "echo-reply": 0, pong: 0, "destination-unreachable": 3, "source-quench": 4, redirect: 5 },
  ...{ "echo-request": 8, ping: 8, "router-advertisement": 9, "router-solicitation": 10 },
  ...{ "time-exceeded": 11, "ttl-exceeded": 11, "parameter-problem": 12 },
  ...{ "timestamp-request": 13, "timestamp-reply": 14, "info-request": 15, "info-reply": 16 },
  ...{ "address-mask-request": 17, "address-mask-reply": 18 },
});

export const icmpv6Types = table({
  ...{ "destination-unreachable": 1, "packet-too-big": 2, "time-exceeded": 3, "ttl-exceeded": 3 },
  ...{ "parameter-problem": 4, "echo-request": 128, ping: 128, "echo-reply": 129, pong: 129 },
  ...{ "mld-listener-query": 130, "mld-listener-report": 131, "mld-listener-done": 132 },
  ...{ "mld-listener-reduction": 132, "nd-router-solicit": 133, "router-solicitation": 133 },
  ...{ "nd-router-advert": 134, "router-advertisement": 134, "nd-neighbor-solicit": 135 },
  ...{ "neighbour-solicitation": 135, "neighbor-solicitation": 135, "nd-neighbor-advert": 136 },
  ...{ "neighbour-advertisement": 136, "neighbor-advertisement": 136, "nd-redirect": 137 },
  ...{ redirect: 137, "router-renumbering": 138, "ind-neighbor-solicit": 141 },
  ...{ "ind-neighbor-advert": 142, "mld2-listener-report": 143 },
});

/** rtnetlink(7) and RTN_… of linux/rtnetlink.h. */
export const addressTypes = table({
  ...{ unspec: 0, unicast: 1, local: 2, broadcast: 3, anycast: 4, multicast: 5, blackhole: 6 },
  ...{ unreachable: 7, prohibit: 8, throw: 9, nat: 10, xresolve: 11 },
});

export const families = table({ ipv4: 2, ipv6: 10 });
export const etherTypes = table({
  ...{ ip: 0x0800, arp: 0x0806, vlan: 0x8100, "8021q": 0x8100, ip6: 0x86dd, "8021ad": 0x88a8 },
});
export const packetTypes = table({ host: 0, unicast: 0, broadcast: 1, multicast: 2, other: 3 });
export const groups = table({ default: 0 });
export const presence = table({ missing: 0, exists: 1 });
/** ARPHRD_… of if_arp.h. */
export const linkTypes = table({
  ether: 1,
  ppp: 512,
  ipip: 768,
  ipip6: 769,
  loopback: 772,
  sit: 776,
  ipgre: 778,
});

/** A field, a part of one, or a condition by name (OVN lib/logical-fields.c; ovn-sb(5)). */
export interface MatchSymbol {
  readonly name: string;
  /** Bits; 0 for a string, 1 for a condition. */
  readonly width: number;
  /**
   * What may be asked of it: `nominal` fields and conditions on them may only be tested for
   * equality and never be negated, `boolean` ones for equality, `ordinal` ones for order, too.
   */
  readonly level: "nominal" | "boolean" | "ordinal";
  /** A condition that comes along with it; it stays as it is where the field is negated. */
  readonly prerequisite: string | null;
  /** The field that it is a part of, and from which bit on. */
  readonly parent: { readonly name: string; readonly low: number } | null;
  /** What a condition stands for. */
  readonly expansion: string | null;
}

const ordinal: readonly (readonly [string, number, string?])[] = [
  ["flags", 32],
  ["ct_mark", 32],
  ["ct_label", 128],
  ["ct_state", 32],
  ["eth.src", 48],
  ["eth.dst", 48],
  ["vlan.tci", 16],
  ["ip4.src", 32, "ip4"],
  ["ip4.dst", 32, "ip4"],
  ["ip6.src", 128, "ip6"],
  ["ip6.dst", 128, "ip6"],
  ["ip6.label", 20, "ip6"],
  ["ip.frag", 2, "ip"],
  ["arp.spa", 32, "arp"],
  ["arp.sha", 48, "arp"],
  ["arp.tpa", 32, "arp"],
  ["arp.tha", 48, "arp"],
  ["rarp.spa", 32, "rarp"],
  ["rarp.sha", 48, "rarp"],
  ["rarp.tpa", 32, "rarp"],
  ["rarp.tha", 48, "rarp"],
  ["nd.target", 128, "nd"],
  ["nd.sll", 48, "nd_ns"],
  ["nd.tll", 48, "nd_na"],
  ["tcp.src", 16, "tcp"],
  ["tcp.dst", 16, "tcp"],
  ["tcp.flags", 12, "tcp"],
  ["udp.src", 16, "udp"],
  ["udp.dst", 16, "udp"],
  ["sctp.src", 16, "sctp"],
  ["sctp.dst", 16, "sctp"],
  ["pkt.mark", 32],
];

const nominal: readonly (readonly [string, number, string?])[] = [
  ["inport", 0],
  ["outport", 0],
  ["remote_outport", 0],
  ["eth.type", 16],
  ["ip.proto", 8, "ip"],
  ["ip.dscp", 6, "ip"],
  ["ip.ecn", 2, "ip"],
  ["ip.ttl", 8, "ip"],
  ["icmp4.type", 8, "icmp4"],
  ["icmp4.code", 8, "icmp4"],
  ["icmp6.type", 8, "icmp6"],
  ["icmp6.code", 8, "icmp6"],
  ["arp.op", 16, "arp"],
  ["rarp.op", 16, "rarp"],
  ["icmp4.frag_mtu", 16],
  ["icmp6.frag_mtu", 32],
];

/** Name, field, lowest and highest bit, prerequisite. */
const parts: readonly (readonly [string, string, number, number, string?])[] = [
  ["ct_mark.blocked", "ct_mark", 0, 0],
  ["ct_mark.natted", "ct_mark", 1, 1],
  ["ct_mark.skip_snat", "ct_mark", 2, 2],
  ["ct_mark.force_snat", "ct_mark", 3, 3],
  ["ct_mark.obs_stage", "ct_mark", 4, 5],
  ["ct_mark.allow_established", "ct_mark", 6, 6],
  ["ct_mark.ecmp_reply_port", "ct_mark", 16, 31],
  ["ct_mark.obs_collector_id", "ct_mark", 16, 23],
  ["ct_label.blocked", "ct_label", 0, 0],
  ["ct_label.natted", "ct_label", 1, 1],
  ["ct_label.skip_snat", "ct_label", 2, 2],
  ["ct_label.force_snat", "ct_label", 3, 3],
  ["ct_label.ecmp_reply_eth", "ct_label", 32, 79],
  ["ct_label.label", "ct_label", 96, 127],
  ["ct_label.obs_point_id", "ct_label", 96, 127],
  ["ct_label.obs_unused", "ct_label", 0, 95],
  ["ct_label.acl_id", "ct_label", 80, 95],
  ["ct.new", "ct_state", 0, 0, "ct.trk"],
  ["ct.est", "ct_state", 1, 1, "ct.trk"],
  ["ct.rel", "ct_state", 2, 2, "ct.trk"],
  ["ct.rpl", "ct_state", 3, 3, "ct.trk"],
  ["ct.inv", "ct_state", 4, 4, "ct.trk"],
  ["ct.trk", "ct_state", 5, 5],
  ["ct.snat", "ct_state", 6, 6, "ct.trk"],
  ["ct.dnat", "ct_state", 7, 7, "ct.trk"],
  ["eth.mcast", "eth.dst", 40, 40],
  ["vlan.pcp", "vlan.tci", 13, 15, "vlan.present"],
  ["vlan.vid", "vlan.tci", 0, 11, "vlan.present"],
];

/** Bits of `flags` that OVN names; their places differ between releases, so none is computed. */
const namedFlags = [
  "loopback",
  "force_snat_for_dnat",
  "force_snat_for_lb",
  "skip_snat_for_lb",
  "use_snat_zone",
  "localnet",
  "icmp_snat",
  "tunnel_rx",
  "unsnat_new",
  "unsnat_not_tracked",
  "from_ctrl",
  "igmp_loopback",
  "pkt_sampled",
];

const conditions: readonly (readonly [string, MatchSymbol["level"], string])[] = [
  ["eth.bcast", "boolean", "eth.dst == ff:ff:ff:ff:ff:ff"],
  ["eth.mcastv6", "boolean", "eth.dst[32..47] == 0x3333"],
  ["vlan.present", "boolean", "vlan.tci[12]"],
  ["ip4", "nominal", "eth.type == 0x800"],
  ["ip6", "nominal", "eth.type == 0x86dd"],
  ["ip", "nominal", "ip4 || ip6"],
  ["ip4.src_mcast", "boolean", "ip4.src[28..31] == 0xe"],
  ["ip4.mcast", "boolean", "eth.mcast && ip4.dst[28..31] == 0xe"],
  ["icmp4", "nominal", "ip4 && ip.proto == 1"],
  ["igmp", "nominal", "ip4.mcast && ip.proto == 2"],
  [
    "ip6.mcast_rsvd",
    "boolean",
    `ip6.dst == { ${[..."0123456789abcdef"].map((digit) => `ff0${digit}::`).join(", ")} }`,
  ],
  ["ip6.mcast_all_nodes", "boolean", "ip6.dst == {ff01::1, ff02::1}"],
  ["ip6.mcast_all_rtrs", "boolean", "ip6.dst == {ff01::2, ff02::2, ff05::2}"],
  ["ip6.mcast_sol_node", "boolean", "ip6.dst == ff02::1:ff00:0000/104"],
  [
    "ip6.mcast_flood",
    "boolean",
    "eth.mcastv6 && (ip6.mcast_rsvd || ip6.mcast_all_nodes || ip6.mcast_all_rtrs || " +
      "ip6.mcast_sol_node)",
  ],
  ["ip6.mcast", "boolean", "eth.mcastv6 && ip6.dst[120..127] == 0xff"],
  ["icmp6", "nominal", "ip6 && ip.proto == 58"],
  ["icmp", "nominal", "icmp4 || icmp6"],
  ["ip.is_frag", "boolean", "ip.frag[0]"],
  ["ip.later_frag", "boolean", "ip.frag[1]"],
  ["ip.first_frag", "boolean", "ip.is_frag && !ip.later_frag"],
  ["arp", "nominal", "eth.type == 0x806"],
  ["rarp", "nominal", "eth.type == 0x8035"],
  ["nd", "nominal", "icmp6.type == {135, 136} && icmp6.code == 0 && ip.ttl == 255"],
  ["nd_ns", "nominal", "icmp6.type == 135 && icmp6.code == 0 && ip.ttl == 255"],
  ["nd_ns_mcast", "nominal", "ip6.mcast && icmp6.type == 135 && icmp6.code == 0 && ip.ttl == 255"],
  ["nd_na", "nominal", "icmp6.type == 136 && icmp6.code == 0 && ip.ttl == 255"],
  ["nd_rs", "nominal", "icmp6.type == 133 && icmp6.code == 0 && ip.ttl == 255"],
  ["nd_ra", "nominal", "icmp6.type == 134 && icmp6.code == 0 && ip.ttl == 255"],
  ["mldv1", "nominal", "eth.mcastv6 && ip6.src == fe80::/10 && icmp6.type == {130, 131, 132}"],
  ["mldv2", "nominal", "eth.mcastv6 && ip6.dst == ff02::16 && icmp6.type == 143"],
  ["tcp", "nominal", "ip.proto == 6"],
  ["udp", "nominal", "ip.proto == 17"],
  ["sctp", "nominal", "ip.proto == 132"],
];

const bare = { prerequisite: null, parent: null, expansion: null };

function symbols(): MatchSymbol[] {
  const fields = (
    list: readonly (readonly [string, number, string?])[],
    level: MatchSymbol["level"],
  ): MatchSymbol[] =>
    list.map(([name, width, needs]) => ({
      ...bare,
      name,
      width,
      level,
      prerequisite: needs ?? null,
    }));
  const registers = Array.from({ length: 16 }, (_, at): [string, number][] => [
    [`reg${at}`, 32],
    [`xreg${at}`, 64],
    [`xxreg${at}`, 128],
  ]);
  const flags = namedFlags.map((name): [string, number] => [`flags.${name}`, 1]);
  return [
    ...fields([...ordinal, ...registers.flat(), ...flags, ["flags.network_id", 4]], "ordinal"),
    ...fields(nominal, "nominal"),
    ...parts.map(([name, parent, low, high, needs]) => ({
      ...bare,
      name,
      width: high - low + 1,
      level: "ordinal" as const,
      prerequisite: needs ?? null,
      parent: { name: parent, low },
    })),
    ...conditions.map(([name, level, expansion]) => ({
      ...bare,
      name,
      width: 1,
      level,
      expansion,
    })),
  ];
}

const byName = new Map(symbols().map((one) => [one.name, one]));

/** Null for a name that OVN gave meaning to after this list was made, or never. */
export function matchSymbol(name: string): MatchSymbol | null {
  return byName.get(name) ?? null;
}

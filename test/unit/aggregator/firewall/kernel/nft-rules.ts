import fc from "fast-check";

/** Addresses of the sender and the receiver, and the receiver's port. */
export const ends = {
  ip: { from: "192.0.2.5", to: "192.0.2.1" },
  ip6: { from: "2001:db8::5", to: "2001:db8::1" },
  port: 8080,
} as const;

const op = fc.constantFrom("", "!= ");
const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);
const asked = (field: string, value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(op, value).map(([how, what]) => `${field} ${how}${what}`);

const addresses = {
  ip: oneOf(
    ...["192.0.2.5", "192.0.2.1", "192.0.2.9", "192.0.2.0/24", "192.0.2.4/30", "198.51.100.0/24"],
    ...["192.0.2.0-192.0.2.7", "{ 192.0.2.1, 192.0.2.5 }", "{ 10.0.0.0/8, 192.0.2.8/29 }"],
    ...["@known", "@others"],
  ),
  ip6: oneOf(
    ...["2001:db8::5", "2001:db8::1", "2001:db8::/64", "2001:db8:1::/64", "@known6"],
    ...["2001:db8::1-2001:db8::9", "{ 2001:db8::1, 2001:db8::5 }", "{ fd00::/8, fe80::/10 }"],
  ),
} as const;
const ports = oneOf("8080", "80", "8000-9000", "1-1023", "{ 22, 8080 }", "{ 1-79, 81-8079 }");

/** Of every packet. */
const anyPacket = fc.oneof(
  asked("iifname", oneOf("eth0", '"eth*"', "lo", '{ "eth0", "lo" }')),
  asked("oifname", oneOf("eth0", '"eth*"', '""')).filter((text) => !text.includes('""')),
  asked("iif", oneOf("lo")),
  asked("meta mark", oneOf("0", "0x10", "0-5", "{ 0, 7 }")),
  oneOf("meta mark & 0x4000 == 0x4000", "meta mark & 0xff == 0", "meta mark & 0x1 != 0x1"),
  asked("ct mark", oneOf("0", "0x10")),
  oneOf("ct state new", "ct state established,related", "ct state != new", "ct state invalid"),
  oneOf("ct state { new, established }", "ct state untracked", "ct state new,invalid"),
  oneOf("ct direction original", "ct direction reply", "ct status dnat", "ct status seen-reply"),
  oneOf("ct status != snat", "ct zone 0", "ct zone 5"),
  oneOf("meta pkttype host", "meta pkttype broadcast", "meta pkttype != host"),
  oneOf("fib daddr type local", "fib daddr type unicast", "fib daddr type { local, broadcast }"),
  oneOf("fib saddr type local", "fib saddr type != local", "fib daddr . iif type local"),
  oneOf("fib saddr . iif oif missing", "fib saddr . iif oif exists", "fib saddr . iif oif != 0"),
  oneOf("meta iiftype ether", "meta iiftype loopback", "meta iifgroup default", "meta nftrace 1"),
  oneOf("meta skuid 0", "meta length 1-100", "meta priority 0", "meta rtclassid 0", "meta cpu 0"),
  oneOf("numgen random mod 2 0", "limit rate 1000/second", "limit rate over 1000/second"),
  oneOf("quota 1 gbytes", "quota over 1 gbytes", "ct count 1000", "ct count over 1000"),
  oneOf("meta ipsec missing", "meta secpath exists", "rt classid 0", "socket transparent 1"),
);

const ofFamily = {
  ip: fc.oneof(
    asked("ip saddr", addresses.ip),
    asked("ip daddr", addresses.ip),
    asked("ip protocol", oneOf("tcp", "udp", "{ icmp, tcp }", "gre")),
    oneOf("ip version 4", "ip hdrlength 5", "ip hdrlength 6", "ip frag-off & 0x3fff != 0"),
    oneOf("ip frag-off & 0x1fff == 0", "ip ttl 64", "ip dscp cs0", "ip ecn ect0", "ip length > 20"),
    oneOf("@nh,96,32 0xc0000205", "@nh,128,32 0xc0000205", "@nh,72,8 6", "@nh,72,8 != 6"),
    oneOf("ip saddr & 255.255.255.0 == 192.0.2.0", "ip saddr & 0.0.0.255 == 0.0.0.5"),
    oneOf("ip saddr . ip daddr { 192.0.2.5 . 192.0.2.1 }", "ip saddr . ip protocol @pairs"),
    oneOf("ct original ip saddr 192.0.2.5", "ct original ip daddr 192.0.2.9"),
    oneOf("ip option rr exists", "ip option lsrr missing", "ip option ra value 1"),
  ),
  ip6: fc.oneof(
    asked("ip6 saddr", addresses.ip6),
    asked("ip6 daddr", addresses.ip6),
    asked("ip6 nexthdr", oneOf("tcp", "udp", "{ ipv6-icmp, tcp }")),
    oneOf("ip6 version 6", "ip6 hoplimit 64", "exthdr frag exists", "exthdr frag missing"),
    oneOf("exthdr hbh missing", "hbh nexthdr 58", "frag more-fragments 1", "ip6 flowlabel 0"),
    oneOf("@nh,48,8 58", "@nh,64,32 0x20010db8", "ct original ip6 saddr 2001:db8::5"),
  ),
  any: oneOf(
    ...["meta nfproto ipv4", "meta nfproto ipv6", "meta l4proto tcp", "meta l4proto { tcp, udp }"],
    ...["meta l4proto != tcp", "meta protocol ip", "meta protocol ip6"],
    ...["th dport 8080", "th dport { 80, 8080 }", "@th,16,16 8080", "@th,0,16 22"],
  ),
} as const;

const ofProtocol = {
  tcp: fc.oneof(
    asked("tcp dport", ports),
    oneOf("tcp sport 1-65535", "tcp sport 22", "tcp flags syn", "tcp flags syn / fin,syn,rst,ack"),
    oneOf("tcp flags != syn", "tcp flags & (fin | syn) == syn", "tcp flags & (syn | ack) == ack"),
    oneOf("tcp flags rst", "tcp flags { syn, syn | ack }", "tcp flags ! rst", "tcp flags == syn"),
    oneOf("tcp urgptr 0", "tcp ackseq 0", "tcp window > 0", "tcp option maxseg exists"),
    oneOf("tcp option sack-perm missing", "tcp option timestamp exists", "tcp checksum 0"),
  ),
  udp: fc.oneof(
    asked("udp dport", ports),
    oneOf("udp sport 53", "udp length 8-100", "udp checksum 0"),
  ),
  icmp: oneOf(
    ...["icmp type echo-request", "icmp type echo-reply", "icmp type { 8, 11 }", "icmp code 0"],
    ...["icmp type != echo-request", "icmp code 1", "icmp id 5", "icmp mtu 1400"],
  ),
  icmpv6: oneOf(
    ...["icmpv6 type echo-request", "icmpv6 type { nd-neighbor-solicit, echo-reply }"],
    ...["icmpv6 type != echo-reply", "icmpv6 code 0", "icmpv6 mtu 1280", "icmpv6 id 5"],
  ),
  other: oneOf("sctp dport 8080", "dccp dport 8080", "ah spi 5", "esp spi 5", "udplite dport 8080"),
} as const;

/** What nft takes together: headers that exclude each other it refuses. */
const conditions = fc
  .constantFrom(
    ...(["any", "ip", "ip6"] as const).map((family) => ({ family, protocol: null })),
    ...(["ip", "ip6"] as const).flatMap((family) =>
      (["tcp", "udp", "other"] as const).map((protocol) => ({ family, protocol })),
    ),
    { family: "ip", protocol: "icmp" } as const,
    { family: "ip6", protocol: "icmpv6" } as const,
  )
  .chain(({ family, protocol }) =>
    fc.tuple(
      fc.array(anyPacket, { maxLength: 1 }),
      fc.array(ofFamily[family], { minLength: protocol === null ? 1 : 0, maxLength: 2 }),
      fc.array(protocol === null ? fc.constant("") : ofProtocol[protocol], {
        minLength: 1,
        maxLength: 2,
      }),
    ),
  )
  .map((parts) =>
    parts
      .flat()
      .filter((text) => text !== "")
      .join(" "),
  )
  // Two of a kind may exclude each other already for nft.
  .filter(
    (text) =>
      !/(ip6? protocol|ip6 nexthdr|@nh,(72|48),8).*(tcp|udp|icmp|sctp|ah|esp|dccp)/.test(text),
  );

/** Rules of one chain; whether the last one, which counts, is met is what is compared. */
export type ChainRules = readonly string[];

const setsMark = oneOf("meta mark set 0x10", "meta mark set meta mark | 0x4000");
const goesOn = oneOf("return", 'log prefix "x" group 9', "ct mark set 0x10", "meta mark set 0x7");

/** Chains of up to three rules, of which those before the last may change what it sees. */
export const chains: fc.Arbitrary<ChainRules> = fc.oneof(
  { weight: 4, arbitrary: conditions.map((rule) => [rule]) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(conditions, goesOn, fc.oneof(conditions, anyPacket))
      .map(([first, then, last]) => [`${first} ${then}`, last]),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(setsMark, conditions, fc.constantFrom("0x10", "0x4000", "0"))
      .map(([mark, first, value]) => [`${first} ${mark}`, `meta mark & ${value} == ${value}`]),
  },
);

/** Kinds that were read wrongly once. */
export const once: readonly ChainRules[] = [
  ["update @limited { ip saddr limit rate 1000/second }"],
  ["update @limited { ip saddr limit rate over 1000/second }"],
  ["add @seen { ip saddr }", "ip saddr @seen"],
  ["ip saddr @limits"],
  ["meter m1 { ip saddr limit rate over 1000/second }"],
  ["meta mark set 0x10", "meta mark 0x10"],
  ["ip protocol tcp meta mark set 0x10", "meta mark 0x10"],
  ["meta mark set ip saddr map { 192.0.2.5 : 7 }", "meta mark 7"],
  ["meta mark set ip saddr map { 192.0.2.9 : 7 } return", ""],
  ["ct mark set 0x10", "ct mark 0x10"],
  ["meta mark set 0x30", "meta mark & 0x10 == 0x10"],
  ["meta mark set 0x30", "meta mark set meta mark & 0x20", "meta mark 0x20"],
  ["meta mark set 0x1", "ct mark set meta mark", "meta mark set 0", "ct mark 0x1"],
  ["ip saddr vmap { 192.0.2.5 : return, 192.0.2.9 : continue }", ""],
  ["ip saddr vmap { 192.0.2.9 : return }", ""],
  ["tcp dport vmap { 8080 : jump back, * : return }", ""],
  ["tcp dport vmap { 8080 : goto back, * : continue }", ""],
  ["ip saddr . tcp dport vmap { 192.0.2.5 . 8080 : return }", ""],
  ["ip saddr vmap @verdicts", ""],
  ["meta l4proto tcp jump back", ""],
  ["meta l4proto tcp goto back", ""],
  ["@nh,96,32 0xc0000205", "@nh,96,32 0xc0000201"],
  ["tcp option maxseg size > 0"],
  ["counter ip saddr 192.0.2.9"],
  // The last one: it is not taken back.
  ["notrack", "ct state untracked"],
];

/** What the chains refer to. */
export const named = `
  set known { type ipv4_addr; elements = { 192.0.2.5, 192.0.2.9 }; }
  set others { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.0.2.64/26 }; }
  set known6 { type ipv6_addr; elements = { 2001:db8::5 }; }
  set pairs { type ipv4_addr . inet_proto; elements = { 192.0.2.5 . tcp, 192.0.2.9 . udp }; }
  set limited { type ipv4_addr; flags dynamic, timeout; size 64; timeout 1m; }
  set seen { type ipv4_addr; flags dynamic; size 64; }
  set limits { type ipv4_addr; limit rate over 1000/second; elements = { 192.0.2.5 }; }
  map verdicts { type ipv4_addr : verdict; elements = { 192.0.2.5 : return }; }
  chain back { return; }
`;

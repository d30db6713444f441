import fc from "fast-check";
import type { ChainRules } from "./nft-rules.ts";

type Family = "ip" | "ip6";

const oneOf = (...texts: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...texts);

/** "-m match OPTION VALUE", with or without "!" before the option. */
const maybeNot = (option: string, values: readonly string[]): fc.Arbitrary<string> =>
  fc.tuple(oneOf("", "! "), oneOf(...values)).map(([not, value]) => `${not}${option} ${value}`);

const addresses: Readonly<Record<Family, readonly string[]>> = {
  ip: ["192.0.2.5", "192.0.2.1", "192.0.2.0/24", "192.0.2.4/30", "10.0.0.0/8", "0.0.0.5/0.0.0.255"],
  ip6: ["2001:db8::5", "2001:db8::1", "2001:db8::/64", "fd00::/8"],
};
const ranges: Readonly<Record<Family, readonly string[]>> = {
  ip: ["192.0.2.1-192.0.2.9", "10.0.0.1-10.0.0.9"],
  ip6: ["2001:db8::1-2001:db8::9", "fd00::1-fd00::9"],
};
/** Names of sets, with the directions that a rule may ask them with. */
const sets: Readonly<Record<Family, readonly string[]>> = {
  ip: [
    ...["nets src", "nets dst", "ips src", "ips dst", "masked src", "ipport dst,dst", "all src"],
    ...["ipport src,dst", "ipport dst", "netport src,dst", "ipportip dst,dst,src", "pairs src,dst"],
    ...["ports dst", "ports src", "all dst,dst", "all dst", "iface src,src", "nets6 src"],
    ...["nets src --return-nomatch", "nets src,dst", "bits src", "bits dst", "timed src"],
  ],
  ip6: ["nets6 src", "nets6 dst", "ipport6 dst,dst", "nets src", "ports dst", "all6 src,dst"],
};

const shared = fc.oneof(
  maybeNot("-i", ["eth0", "eth+", "lo", "e+"]),
  ...[
    maybeNot("--mark", ["0x0", "0x10", "0x4000/0x4000", "0x0/0xff"]).map((t) => `-m mark ${t}`),
    maybeNot("--mark", ["0x0", "0x10", "0x1/0x1"]).map((t) => `-m connmark ${t}`),
    maybeNot("--ctstate", ["NEW", "ESTABLISHED,RELATED", "INVALID", "DNAT", "NEW,SNAT"]).map(
      (text) => `-m conntrack ${text}`,
    ),
    maybeNot("--ctstatus", ["NONE", "SEEN_REPLY", "ASSURED", "EXPECTED,CONFIRMED"]).map(
      (text) => `-m conntrack ${text}`,
    ),
    maybeNot("--state", ["NEW", "ESTABLISHED", "UNTRACKED"]).map((text) => `-m state ${text}`),
    maybeNot("--dst-type", ["LOCAL", "UNICAST", "BROADCAST,LOCAL"]).map((t) => `-m addrtype ${t}`),
    maybeNot("--src-type", ["LOCAL", "UNICAST"]).map((text) => `-m addrtype ${text}`),
    maybeNot("--pkt-type", ["unicast", "broadcast"]).map((text) => `-m pkttype ${text}`),
  ],
  oneOf(
    "-m conntrack --ctdir ORIGINAL",
    "-m conntrack --ctdir REPLY",
    "-m comment --comment '-j x'",
  ),
  oneOf("-m physdev --physdev-is-bridged", "-m physdev ! --physdev-is-bridged"),
  oneOf("-m limit --limit 1000/sec", "-m statistic --mode nth --every 2 --packet 0"),
  oneOf("-m hashlimit --hashlimit-above 1000/sec --hashlimit-name x", "-m length --length 1:100"),
  oneOf(
    "-m recent --name a --set",
    "-m recent --name b --rcheck",
    "-m time --datestart 2020-01-01",
  ),
  oneOf("-m string --string xyz --algo bm", "-m string --string -p --algo kmp ! --icase"),
  oneOf("-m u32 --u32 6&0xFF=6", "-m owner --uid-owner 0", "-m socket --transparent"),
  oneOf("-m rpfilter", "-m rpfilter --invert", "-m policy --dir in --pol none", "-m cpu --cpu 0"),
  oneOf("-m connbytes --connbytes 1: --connbytes-dir both --connbytes-mode bytes"),
);

const ofFamily = (family: Family): fc.Arbitrary<string> =>
  fc.oneof(
    maybeNot("-s", addresses[family]),
    maybeNot("-d", addresses[family]),
    maybeNot("--src-range", ranges[family]).map((text) => `-m iprange ${text}`),
    maybeNot("--dst-range", ranges[family]).map((text) => `-m iprange ${text}`),
    {
      weight: 4,
      arbitrary: maybeNot("--match-set", sets[family]).map((text) => `-m set ${text}`),
    },
    ...(family === "ip"
      ? [
          oneOf("-f", "! -f", "-m ttl --ttl-eq 64", "-m conntrack --ctorigsrc 192.0.2.5"),
          oneOf("-m conntrack --ctorigdst 192.0.2.9", "-m conntrack --ctorigdst 192.0.2.0/24"),
        ]
      : [oneOf("-m hl --hl-eq 64", "-m conntrack --ctorigsrc 2001:db8::5")]),
  );

const ports = ["8080", "80", "8000:9000", ":1023"] as const;
const tcp = fc.oneof(
  maybeNot("--dport", ports),
  maybeNot("--sport", ["1:65535", "22"]),
  maybeNot("--tcp-flags", ["FIN,SYN,RST,ACK SYN", "SYN NONE", "ALL SYN", "RST RST", "ACK ACK"]),
  oneOf("--syn", "! --syn", "--tcp-option 2", "--tcp-option 200"),
);
const multiport = fc.oneof(
  maybeNot("--dports", ["22,8080", "80,443", "8000:8100,1"]),
  maybeNot("--sports", ["22,80", "1:65535"]),
  maybeNot("--ports", ["8080", "80,443"]),
);
const types = {
  ip: ["8", "8/0", "8/1", "0", "any", "echo-request", "3/1", "port-unreachable"],
  ip6: ["128", "128/0", "129", "echo-request", "135", "neighbour-solicitation"],
} as const;

/** A protocol stands once; what belongs to it follows. */
const ofProtocol = (family: Family): fc.Arbitrary<string> => {
  const [icmp, match, option] =
    family === "ip" ? ["icmp", "icmp", "--icmp-type"] : ["ipv6-icmp", "icmp6", "--icmpv6-type"];
  return fc.oneof(
    maybeNot("-p", ["tcp", "udp", icmp, "sctp", "47"]),
    tcp.map((text) => `-p tcp -m tcp ${text}`),
    maybeNot("--dport", ports).map((text) => `-p udp -m udp ${text}`),
    fc.tuple(oneOf("tcp", "udp"), multiport).map(([name, t]) => `-p ${name} -m multiport ${t}`),
    maybeNot(option, types[family]).map((text) => `-p ${icmp} -m ${match} ${text}`),
  );
};

const rule = (family: Family): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.option(ofProtocol(family), { nil: "" }),
      fc.array(fc.oneof(shared, ofFamily(family)), { maxLength: 2 }),
    )
    .map(([protocol, others]) => [protocol, ...others].join(" ").trim());

const target = oneOf(
  ...["-j RETURN", "-j MARK --set-xmark 0x10/0xff", "-j MARK --or-mark 0x4000", "-g BACK"],
  ...["-j CONNMARK --set-xmark 0x1/0xffffffff", "-j CONNMARK --save-mark", "-j BACK"],
  ...["-j CONNMARK --restore-mark", "-j LOG", "-j MARK --set-mark 0x10/0x4000"],
);

/** Chains of up to three rules, of which those before the last may change what it sees. */
export const iptablesChains = (family: Family): fc.Arbitrary<ChainRules> =>
  fc.oneof(
    { weight: 3, arbitrary: rule(family).map((one) => [one]) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(rule(family), target, rule(family), target, rule(family))
        .map(([a, then, b, after, last]) => [`${a} ${then}`, `${b} ${after}`, last]),
    },
  );

/** Kinds that were read wrongly once. */
export const iptablesOnce: Readonly<Record<Family, readonly ChainRules[]>> = {
  ip: [
    ["-p icmp -m icmp --icmp-type any"],
    ["-p icmp -m icmp --icmp-type 8/1"],
    ["-m conntrack --ctstate DNAT"],
    ["-m state --state UNTRACKED"],
    ["-j MARK --set-xmark 0x10/0xffffffff", "-m mark --mark 0x10"],
    ["-m set --match-set ipport dst,dst"],
    ["-p tcp -m tcp --tcp-flags SYN NONE -m conntrack --ctstate NEW"],
    ['-m comment --comment "say \\"-j DROP\\"" -s 192.0.2.9'],
    ["-j SET --add-set added src", "-m set --match-set added src"],
  ],
  ip6: [["-p ipv6-icmp -m icmp6 --icmpv6-type 128/1"], ["-m set --match-set nets6 src"]],
};

/** What the rules refer to, for `ipset restore`. */
export const ipsets = `create nets hash:net family inet
add nets 192.0.2.0/24
add nets 192.0.2.4/30 nomatch
create nets6 hash:net family inet6
add nets6 2001:db8::/64
create ips hash:ip family inet
add ips 192.0.2.5
create masked hash:ip family inet netmask 30
add masked 192.0.2.4
create ipport hash:ip,port family inet
add ipport 192.0.2.1,tcp:8080
add ipport 192.0.2.1,icmp:8/0
create ipport6 hash:ip,port family inet6
add ipport6 2001:db8::1,udp:8080
add ipport6 2001:db8::1,icmpv6:128/0
create netport hash:net,port family inet
add netport 192.0.2.0/24,udp:8080
create ipportip hash:ip,port,ip family inet
add ipportip 192.0.2.1,tcp:8080,192.0.2.5
create pairs hash:ip,port family inet
add pairs 192.0.2.5,tcp:8080
create ports bitmap:port range 1-65535
add ports 8080
create bits bitmap:ip range 192.0.2.0/24
add bits 192.0.2.5
create iface hash:net,iface family inet
add iface 192.0.2.0/24,eth0
create timed hash:ip family inet timeout 600
add timed 192.0.2.5
create added hash:ip family inet
create all list:set size 8
add all ports
add all ipport
create all6 list:set size 8
add all6 nets6
add all6 ipport6
`;

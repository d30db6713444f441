import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  evaluateMatch,
  type MatchedPacket,
  type Ternary,
} from "../../../../aggregator/ovn-language/match-evaluation.ts";
import {
  parseLeniently,
  parseMatch,
} from "../../../../aggregator/ovn-language/match-expression.ts";

const packet: MatchedPacket = {
  outport: "b.default",
  ethDst: "00:00:00:aa:00:06",
  ipSrc: "10.16.0.5",
  ipDst: "10.16.0.6",
  protocol: 6,
  sourcePort: 40_000,
  destinationPort: 8080,
};
const names = {
  addressSet: (name: string) =>
    ({
      friends: ["10.16.0.0/24", "10.1.1.1", "no address"],
      wide: ["10.16.0.5", "fd00::1"],
      empty: [],
    })[name] ?? null,
  portGroup: (name: string) => ({ pg: ["b.default"], other: ["a.default"] })[name] ?? null,
};

function evaluate(match: string, of: MatchedPacket = packet): Ternary | "unparsed" {
  const expression = parseMatch(match);
  return expression === null ? "unparsed" : evaluateMatch(expression, of, names);
}

const cases: readonly (readonly [string, Ternary | "unparsed"])[] = [
  ["ip", true],
  ["ip4 && tcp", true],
  ["ip6 || udp", false],
  ["1", true],
  // OVN refuses to negate what is only ever equal, and leaves the whole flow out.
  ["!(ip4 && udp)", false],
  ["outport == @pg && ip", true],
  ["outport == @other && ip", false],
  ["outport == @gone && ip", null],
  ["outport == @gone && udp", false],
  ["inport == @pg && ip", null],
  ['outport == "b.default"', true],
  ["outport == @pg && ip && ip4.src == $friends && ip4.src != $empty && tcp.dst == 8080", true],
  ["ip4.src == $empty", false],
  ["ip4.src == $gone", null],
  ["ip4.src == {10.0.0.1, 10.16.0.5}", true],
  ["ip4.src == {10.0.0.0/8 172.16.0.0/12}", true],
  ["ip4.dst == 10.17.0.0/16", false],
  ["ip6.src == fd00::1", false],
  ["tcp.dst == {80, 8080}", true],
  ["tcp.dst >= 8000 && tcp.dst <= 9000", true],
  ["8000 <= tcp.dst <= 8100", true],
  ["outport == @pg && ip && 80 <= tcp.dst <= 90", false],
  ["8080 < tcp.dst <= 8100", false],
  ["9000 > tcp.dst > 8000", true],
  ["!(8000 <= tcp.dst <= 8100)", false],
  ["8000 <= tcp.dst >= 8100", false],
  ["8000 == tcp.dst == 8100", false],
  ["8000 <= udp.dst <= 8100", false],
  // What a field needs stays as it is: TCP to another port.
  ["!(tcp.dst == 80)", true],
  ["!(udp.dst == 80)", false],
  ["!(ip6.dst == fd00::1)", false],
  ["!(ip4.dst == 10.16.0.6)", false],
  ["!(ip4.dst != 10.16.0.6)", true],
  ["!tcp.dst", false],
  ["!ct.est", null],
  ["!(ct.est || ip4.src != 10.16.0.5)", null],
  ["!1", false],
  ["!0", true],
  ["0", false],
  ["2", "unparsed"],
  // Masks, and addresses as numbers.
  ["ip4.src == 10.16.0.0/255.255.0.0", true],
  ["ip4.src == 0.0.0.5/0.0.0.255", true],
  ["ip4.src == 10.17.0.0/255.255.0.0", false],
  ["ip4.src != 10.17.0.0/16", true],
  ["ip4.dst == 0.0.0.0/0", true],
  ["ip6.dst == ::/0", false],
  ["ip4.src == 0x0a100005", true],
  ["ip4.src == 168820741", true],
  ["ip4.dst[0..7] == 6", true],
  ["ip4.dst[24..31] == 0xa && ip4.dst[16..23] == 16", true],
  ["eth.dst[0..7] == 6", true],
  ["eth.dst[40]", false],
  ["!eth.dst[40]", true],
  ["eth.mcast", false],
  ["eth.dst == 00:00:00:aa:00:00/ff:ff:ff:ff:ff:00", true],
  ["tcp.dst == 8080/0xff", "unparsed"],
  ["tcp.dst == 0x90/0xf0", true],
  ["tcp.dst == 0x90/0xff", true],
  // An empty set decides by itself, whatever the family.
  ["ip6.src != $empty", true],
  ["ip6.src == $empty", false],
  ["ip && ip6.dst != $empty && ip4.dst == $friends", true],
  ["ip6.src != $friends", false],
  ["ip4.src == {$friends, 10.9.9.9}", true],
  ["ip4.src != {$friends, 10.9.9.9}", false],
  ["ip4.src != {$empty, 10.9.9.9}", true],
  ["(ip4.src == 10.16.0.0/16 && ip4.src != {10.16.0.5/32}) || (ip4.src == 10.16.0.0/16)", true],
  ["(ip4.src == 10.16.0.0/16 && ip4.src != {10.16.0.5/32}) || (ip4.src == 10.1.0.0/16)", false],
  // What OVN refuses never matches, not even by its other half.
  ["ip4.src == ::1", false],
  ["ip4 || ip4.src == ::1", false],
  ["ip4 || ip4.src == $wide", false],
  ["tcp.dst == 70000", false],
  ["inport == 1", false],
  ['ip4.src == "eth0"', false],
  ["ip || ip4 && tcp", false],
  ["!tcp.dst == 80", false],
  ["!tcp", false],
  ["tcp == 0", false],
  ["tcp == 1", true],
  ["!(tcp != 1)", true],
  ['outport != "a.default"', false],
  ['!(outport != "b.default")', true],
  ["ip.proto != 17", false],
  ["icmp4.type != 8", false],
  ["ip.ttl > 1", false],
  ["tcp.dst > {1, 2}", false],
  ["tcp.dst > 0x10/0x10", false],
  ["tcp.dst", false],
  ["ip4.dst[8..2] == 1", false],
  ["ip4.dst[31..32] == 1", false],
  ["ip4.dst[1] > 0", true],
  // Symbols that stand for more.
  ["icmp", false],
  ["arp", false],
  ["nd", false],
  ["nd_ns || nd_na || tcp", true],
  ["ip4.mcast", false],
  ["ip6.mcast || eth.bcast", false],
  ["vlan.present", null],
  ["ip.first_frag", null],
  ["!ip.later_frag && udp", false],
  ["flags.loopback", null],
  ["ct_mark.blocked == 1 || ct_label.label == 7", null],
  ["reg0[3..5] == 2 && xxreg0 == ::1", null],
  ['is_chassis_resident("cr-lrp") && udp', false],
  ['is_chassis_resident("cr-lrp")', null],
  ['!is_chassis_resident("cr-lrp") || tcp', true],
  ["new.field[3] == 4", null],
  ["new.field && udp", false],
  ['inport == {"a.default", @pg} && udp', false],
  ['outport == {"a.default", @pg}', true],
  ["tcp /* the web */ && tcp.dst == 8080 // and that is all", true],
  ["8081 <= tcp.dst", false],
  ["udp.dst == 8080", false],
  ["udp.dst != 8080", false],
  ["tcp.dst == 0x1f90", true],
  ["icmp4.type == 8", false],
  ["eth.dst == 00:00:00:AA:00:06", true],
  ["ct.est && ip4", null],
  ["ct.est && ip6", false],
  ["tcp.flags == 2", null],
  ["ip.proto == 6", true],
  ["reg0[7] == 1", null],
  ["", "unparsed"],
  ["ip4 &&", "unparsed"],
  ["(ip4", "unparsed"],
  ["ip4)", "unparsed"],
  ["ip4 = 1", "unparsed"],
  ["8080 == 80", "unparsed"],
];

test("matches are true, false, or honestly undecided", () => {
  for (const [match, wanted] of cases) assert.equal(evaluate(match), wanted, match);
});

test("any text is parsed or refused, never an exception", () => {
  const parts = fc.constantFrom(
    "ip4",
    "&&",
    "||",
    "!",
    "(",
    ")",
    "{",
    "}",
    ",",
    "==",
    "$friends",
    "@pg",
    "tcp.dst",
    "80",
    '"x"',
    " ",
  );
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 20 }), (words) => void evaluate(words.join(" "))),
  );
  fc.assert(fc.property(fc.string({ maxLength: 40 }), (text) => void parseLeniently(text)));
  assert.equal(parseMatch("!".repeat(10_000)), null);
  assert.equal(parseMatch(`${"(".repeat(1_000)}ip${")".repeat(1_000)}`), null);
});

const icmp6: MatchedPacket = { ipSrc: "fd00::5", ipDst: "ff02::1:ff00:6", protocol: 58 };
const neighbour: MatchedPacket = {
  ...icmp6,
  ethDst: "33:33:ff:00:00:06",
  icmpType: 135,
  icmpCode: 0,
  fields: { "ip.ttl": 255n },
};

test("other packets than TCP over IPv4", () => {
  const cases: readonly (readonly [string, MatchedPacket, Ternary])[] = [
    ["nd", icmp6, null],
    ["nd", { ...icmp6, icmpType: 128 }, false],
    ["nd", neighbour, true],
    ["nd_ns_mcast && ip6.mcast_sol_node", neighbour, true],
    ["nd_na || nd_ra || nd_rs || mldv1 || mldv2", neighbour, false],
    ["icmp6.type == {130, 133, 135, 136} && icmp6.code == 0 && ip.ttl == 255", neighbour, true],
    ["ip6.src == fd00::/64 && !(ip6.dst == ff02::1)", neighbour, true],
    ["ip6.dst == ff02::1:ff00:0/ffff:ffff:ffff:ffff:ffff:ffff:ff00:0", neighbour, true],
    ["ip4.dst != 10.0.0.0/8", neighbour, false],
    ["ip.ttl == 255 && ip.dscp == 0", neighbour, null],
    ["arp && arp.op == 1", { ...neighbour, fields: { "eth.type": 0x806n } }, null],
    ["arp", { ...neighbour, fields: { "eth.type": 0x806n } }, true],
    ["tcp.flags == 2", { ...packet, fields: { "tcp.flags": 2n } }, true],
    ["tcp.flags[1] && !tcp.flags[4]", { ...packet, fields: { "tcp.flags": 0x12n } }, false],
    ["ct.new && !ct.est", { ...packet, fields: { ct_state: 0x21n } }, true],
    ["ct.new", { ...packet, fields: { ct_state: 0x1n } }, false],
    ["vlan.vid == 100 && vlan.pcp == 3", { ...packet, fields: { "vlan.tci": 0x7064n } }, true],
    ["vlan.vid == 100", { ...packet, fields: { "vlan.tci": 0x0064n } }, false],
  ];
  for (const [match, of, wanted] of cases) assert.equal(evaluate(match, of), wanted, match);
});

test("of a match that cannot be read, the parts that can still say no", () => {
  const lenient = (text: string) => evaluateMatch(parseLeniently(text), packet, names);
  assert.equal(lenient("outport == @other && ip && tcp.dst =~ 80"), false);
  assert.equal(lenient("(outport == @other && (tcp.dst =~ 80 || udp))"), false);
  assert.equal(lenient("outport == @pg && ip && tcp.dst =~ 80"), null);
  assert.equal(lenient("(outport == @other && tcp) || (outport == @other && tcp ~ 80)"), false);
  assert.equal(lenient("outport == @other && tcp || tcp ~ 80"), null);
  assert.equal(lenient("tcp ~ (("), null);
  assert.equal(lenient("outport == @pg && tcp"), true);
});

test("what is known more can decide, but never turn an answer round", () => {
  const matches = cases.map(([match]) => match);
  fc.assert(
    fc.property(fc.constantFrom(...matches), fc.subarray(Object.keys(packet)), (match, dropped) => {
      const kept = Object.entries(packet).filter(
        ([key]) => !dropped.includes(key) || ["ipSrc", "ipDst", "protocol"].includes(key),
      );
      const { ipSrc, ipDst, protocol } = packet;
      const less = evaluate(match, { ipSrc, ipDst, protocol, ...Object.fromEntries(kept) });
      const more = evaluate(match);
      assert.ok(less === null || less === more, `${match}: ${less} then ${more}`);
    }),
  );
});

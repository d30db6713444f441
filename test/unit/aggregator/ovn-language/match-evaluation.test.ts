import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  evaluateMatch,
  type MatchedPacket,
  type Ternary,
} from "../../../../aggregator/ovn-language/match-evaluation.ts";
import { parseMatch } from "../../../../aggregator/ovn-language/match-expression.ts";

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
    ({ friends: ["10.16.0.0/24", "10.1.1.1"], empty: [] })[name] ?? null,
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
  ["!(ip4 && udp)", true],
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
  assert.equal(parseMatch("!".repeat(10_000)), null);
  assert.equal(parseMatch(`${"(".repeat(1_000)}ip${")".repeat(1_000)}`), null);
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

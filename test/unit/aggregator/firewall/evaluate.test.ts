import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "../../../../aggregator/firewall/evaluate.ts";
import type { FirewallPacket } from "../../../../aggregator/firewall/match.ts";
import { parseRuleset } from "../../../../aggregator/firewall/ruleset.ts";

const packet: FirewallPacket = {
  source: "10.16.0.5",
  destination: "10.16.0.6",
  protocol: "tcp",
  sourcePort: null,
  destinationPort: 8080,
  icmpType: null,
  ctState: "new",
  inInterface: "eth0",
  outInterface: null,
};

type Expr = Record<string, unknown>;

const match = (left: Expr, right: unknown, op = "=="): Expr => ({ match: { op, left, right } });
const payload = (protocol: string, field: string): Expr => ({ payload: { protocol, field } });
const counter = (packets: number): Expr => ({ counter: { packets, bytes: packets * 60 } });
const drop: Expr = { drop: null };
const accept: Expr = { accept: null };

function rules(list: readonly (readonly Expr[])[], chain: Expr = {}, more: readonly Expr[] = []) {
  const base = { family: "inet", table: "t", name: "in", type: "filter", hook: "input", prio: 0 };
  return parseRuleset(
    JSON.stringify({
      nftables: [
        { metainfo: { version: "1.0.6" } },
        { table: { family: "inet", name: "t" } },
        { chain: { ...base, policy: "accept", ...chain } },
        ...list.map((expr, index) => ({
          rule: { family: "inet", table: "t", chain: "in", handle: index + 1, expr },
        })),
        ...more,
      ],
    }),
  );
}

test("a namespace without rules accepts", () => {
  assert.equal(evaluate(parseRuleset(""), "input", packet).verdict, "accept");
});

test("a rule that matches address and port drops, and is named with its counter", () => {
  const ruleset = rules([
    [match(payload("tcp", "dport"), 22), accept],
    [
      match(payload("ip", "saddr"), "10.16.0.5"),
      match(payload("tcp", "dport"), 8080),
      counter(7),
      drop,
    ],
  ]);
  assert.deepEqual(evaluate(ruleset, "input", packet), {
    verdict: "drop",
    certain: true,
    rule: "inet t in handle 2",
    counter: 7,
  });
});

test("rules about other packets do not drop this one", () => {
  const others: readonly (readonly Expr[])[] = [
    [match(payload("udp", "dport"), 8080), drop],
    [match(payload("ip", "saddr"), "10.16.0.7"), drop],
    [match(payload("ip6", "saddr"), "fd00::5"), drop],
    [match(payload("tcp", "dport"), 8080, "!="), drop],
    [match(payload("icmp", "type"), "echo-request"), drop],
    [match({ meta: { key: "iifname" } }, "eth1"), drop],
    [match({ ct: { key: "state" } }, ["established", "related"], "in"), drop],
    [match(payload("ip", "saddr"), { prefix: { addr: "10.17.0.0", len: 16 } }), drop],
    [match(payload("tcp", "dport"), { range: [1, 1023] }), drop],
  ];
  for (const rule of others) {
    assert.equal(evaluate(rules([rule]), "input", packet).verdict, "accept", JSON.stringify(rule));
  }
});

test("prefixes, ranges, sets, named sets and protocol numbers match", () => {
  const set = { set: { family: "inet", table: "t", name: "bad", elem: ["10.9.9.9", "10.16.0.5"] } };
  const matching: readonly Expr[] = [
    match(payload("ip", "saddr"), { prefix: { addr: "10.16.0.0", len: 16 } }),
    match(payload("tcp", "dport"), { range: [8000, 9000] }),
    match(payload("tcp", "dport"), { set: [22, 8080] }),
    match(payload("ip", "saddr"), "@bad"),
    match({ meta: { key: "l4proto" } }, 6),
    match(payload("ip", "protocol"), "tcp"),
    match(payload("th", "dport"), 8080),
    match(payload("tcp", "dport"), 8000, ">"),
  ];
  for (const one of matching) {
    const answer = evaluate(rules([[one, drop]], {}, [set]), "input", packet);
    assert.equal(answer.verdict, "drop", JSON.stringify(one));
    assert.equal(answer.certain, true, JSON.stringify(one));
  }
});

test("what cannot be matched from here is no certain drop", () => {
  const random = match({ numgen: { mode: "random", mod: 100, offset: 0 } }, 30, "<");
  const answer = evaluate(rules([[random, drop]]), "input", packet);
  assert.deepEqual([answer.verdict, answer.certain], ["drop", false]);
});

test("an accept before the drop decides, also when it is only possible", () => {
  const early = rules([[accept], [drop]]);
  assert.equal(evaluate(early, "input", packet).verdict, "accept");
  const maybe = rules([[{ xt: { type: "match", name: "physdev" } }, accept], [drop]]);
  assert.deepEqual(
    [evaluate(maybe, "input", packet).verdict, evaluate(maybe, "input", packet).certain],
    ["drop", false],
  );
});

test("a chain's policy drops what no rule accepts", () => {
  const ruleset = rules([[match(payload("tcp", "dport"), 22), accept]], { policy: "drop" });
  const answer = evaluate(ruleset, "input", packet);
  assert.deepEqual([answer.verdict, answer.rule], ["drop", "inet t in policy drop"]);
});

test("jumps are followed, returns come back, and a loop ends", () => {
  const chain = { chain: { family: "inet", table: "t", name: "sub" } };
  const sub = (expr: readonly Expr[]): Expr => ({
    rule: { family: "inet", table: "t", chain: "sub", handle: 90, expr },
  });
  const jump: Expr = { jump: { target: "sub" } };
  const dropped = evaluate(rules([[jump]], {}, [chain, sub([drop])]), "input", packet);
  assert.equal(dropped.rule, "inet t sub handle 90");
  const returned = rules([[jump], [{ reject: null }]], {}, [chain, sub([{ return: null }])]);
  assert.equal(evaluate(returned, "input", packet).verdict, "reject");
  const loop = rules([[jump]], {}, [chain, sub([jump])]);
  assert.equal(evaluate(loop, "input", packet).verdict, "accept");
});

test("another hook's chains are not asked", () => {
  assert.equal(evaluate(rules([[drop]]), "output", packet).verdict, "accept");
});

test("what is not nft's JSON is an error, not an empty ruleset", () => {
  assert.throws(() => parseRuleset('{"rules":[]}'), SyntaxError);
  assert.throws(() => parseRuleset("table inet t {"), SyntaxError);
});

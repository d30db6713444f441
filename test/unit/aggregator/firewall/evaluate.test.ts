import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dropsAt } from "../../../../aggregator/firewall/evaluate.ts";
import { parseNftables } from "../../../../aggregator/firewall/nft/nftables.ts";
import type { FirewallPacket } from "../../../../aggregator/firewall/packet.ts";
import type { Ruleset } from "../../../../aggregator/firewall/ruleset.ts";

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
  return parseNftables(
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

/** The first rule that may drop, or that it is accepted. */
function evaluate(ruleset: Ruleset, hook: string, asked: FirewallPacket) {
  const [first] = dropsAt(ruleset, [hook], asked);
  if (first === undefined) return { verdict: "accept", certain: true, rule: "", counter: null };
  const { verdict, certain, rule, counter } = first;
  return { verdict, certain, rule, counter };
}

test("a namespace without rules accepts", () => {
  assert.equal(evaluate(parseNftables(""), "input", packet).verdict, "accept");
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
  assert.throws(() => parseNftables('{"rules":[]}'), SyntaxError);
  assert.throws(() => parseNftables("table inet t {"), SyntaxError);
});

test("a return from a base chain leaves the packet to the policy", () => {
  const ruleset = rules([[{ return: null }], [drop]], { policy: "drop" });
  assert.equal(evaluate(ruleset, "input", packet).rule, "inet t in policy drop");
});

test("what goes to another chain does not come back", () => {
  const chain = { chain: { family: "inet", table: "t", name: "sub" } };
  const goto: Expr = { goto: { target: "sub" } };
  const gone = rules([[goto], [drop]], {}, [chain]);
  assert.equal(evaluate(gone, "input", packet).verdict, "accept");
  const closed = rules([[goto]], { policy: "drop" }, [chain]);
  assert.equal(evaluate(closed, "input", packet).verdict, "drop");
});

test("a map of verdicts is looked up by the packet's key", () => {
  const states = (verdict: Expr): Expr => ({
    vmap: {
      key: { ct: { key: "state" } },
      data: {
        set: [
          ["established", accept],
          ["new", verdict],
        ],
      },
    },
  });
  assert.equal(evaluate(rules([[states(drop)]]), "input", packet).verdict, "drop");
  assert.equal(evaluate(rules([[states(accept)], [drop]]), "input", packet).verdict, "accept");
  const named = { vmap: { key: payload("ip", "saddr"), data: "@verdicts" } };
  const map = { family: "inet", table: "t", name: "verdicts", elem: [["10.16.0.5", drop]] };
  const answer = evaluate(rules([[named]], {}, [{ map }]), "input", packet);
  assert.deepEqual([answer.verdict, answer.certain], ["drop", true]);
});

test("keys of several fields and ranges of addresses match", () => {
  const both = { concat: [payload("ip", "saddr"), payload("tcp", "dport")] };
  const pair = (port: number): Expr => match(both, { set: [{ concat: ["10.16.0.5", port] }] });
  assert.equal(evaluate(rules([[pair(8080), drop]]), "input", packet).verdict, "drop");
  assert.equal(evaluate(rules([[pair(80), drop]]), "input", packet).verdict, "accept");
  const range = (last: string): Expr =>
    match(payload("ip", "saddr"), { range: ["10.16.0.1", last] });
  assert.equal(evaluate(rules([[range("10.16.0.9"), drop]]), "input", packet).verdict, "drop");
  assert.equal(evaluate(rules([[range("10.16.0.4"), drop]]), "input", packet).verdict, "accept");
});

test("rules about marked packets, and about such that are out of order, are unlikely", () => {
  const mark = match({ "&": [{ meta: { key: "mark" } }, 32768] }, 32768);
  const invalid = match({ ct: { key: "state" } }, "invalid", "in");
  for (const one of [mark, invalid]) {
    const [first] = dropsAt(rules([[one, drop]]), ["input"], packet);
    assert.deepEqual([first?.certain, first?.unlikely], [false, true]);
  }
});

test("a program that decides, and a changed address, leave nothing certain", () => {
  for (const kind of ["queue", "dnat"]) {
    const [none] = dropsAt(rules([[{ [kind]: null }], [drop]]), ["input"], packet);
    assert.equal(none, undefined, `${kind} ends the chain`);
    const other = { family: "inet", table: "t", name: "later", hook: "input", prio: 9 };
    const later = [
      { chain: other },
      { rule: { ...other, chain: "later", handle: 9, expr: [drop] } },
    ];
    const [first] = dropsAt(rules([[{ [kind]: null }]], {}, later), ["input"], packet);
    assert.equal(first?.certain, false, `${kind} makes the next chain uncertain`);
  }
});

test("chains of interfaces are those of the packet's interface", () => {
  const at = (dev: string | null) =>
    parseNftables(
      JSON.stringify({
        nftables: [
          {
            chain: {
              ...{ family: "netdev", table: "t", name: "e", hook: "egress", prio: 0 },
              ...(dev === null ? {} : { dev }),
            },
          },
          { rule: { family: "netdev", table: "t", chain: "e", handle: 2, expr: [drop] } },
        ],
      }),
    );
  const leaving = { ...packet, inInterface: null, outInterface: "eth0" };
  const answer = (dev: string | null) =>
    dropsAt(at(dev), ["egress"], leaving).map(({ certain }) => certain);
  assert.deepEqual(answer("eth0"), [true]);
  assert.deepEqual(answer("eth1"), []);
  assert.deepEqual(answer(null), [false], "nft 1.0.6 does not say which interface");
});

test("an accept in front never makes more of a drop, whatever the packet", () => {
  const fields = [payload("tcp", "dport"), payload("ip", "saddr"), { meta: { key: "mark" } }];
  const condition = fc
    .tuple(fc.constantFrom(...fields), fc.constantFrom(8080, "10.16.0.5", 7), fc.boolean())
    .map(([left, right, isEqual]) => match(left, right, isEqual ? "==" : "!="));
  const verdict = fc.constantFrom<Expr>(drop, accept, { return: null }, { queue: null });
  const rule = fc
    .tuple(fc.array(condition, { maxLength: 2 }), verdict)
    .map(([conditions, end]) => [...conditions, end]);
  const certainOnes = (list: readonly (readonly Expr[])[]): number =>
    dropsAt(rules(list), ["input"], packet).filter(({ certain }) => certain).length;
  fc.assert(
    fc.property(
      fc.array(rule, { maxLength: 6 }),
      fc.array(condition, { maxLength: 1 }),
      (list, c) => {
        const before = certainOnes(list);
        assert.ok(before <= 1, "one rule decides");
        assert.ok(certainOnes([[...c, accept], ...list]) <= before);
        assert.equal(certainOnes([[accept], ...list]), 0);
        assert.equal(certainOnes([[drop], ...list]), 1);
      },
    ),
  );
});

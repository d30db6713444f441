import assert from "node:assert/strict";
import { test } from "node:test";
import { dropsAt, passageOf } from "../../../../aggregator/firewall/evaluate.ts";
import { parseIptables } from "../../../../aggregator/firewall/iptables/iptables.ts";
import { parseNftables } from "../../../../aggregator/firewall/nft/nftables.ts";
import type { FirewallPacket } from "../../../../aggregator/firewall/packet.ts";
import { rulesetOf } from "../../../../aggregator/firewall/proof.ts";
import { countersOf, type Ruleset } from "../../../../aggregator/firewall/ruleset.ts";
import { tcpPacket } from "./firewall-fixture.ts";

type Expr = Record<string, unknown>;

const drop: Expr = { drop: null };
const fromPod: Expr = {
  match: { op: "==", left: { payload: { protocol: "ip", field: "saddr" } }, right: "10.16.0.5" },
};
const counter = (packets: number): Expr => ({ counter: { packets, bytes: 0 } });

interface Shape {
  readonly table?: Expr;
  readonly chain?: Expr;
  readonly more?: readonly Expr[];
}

function nftables(
  rules: readonly (readonly Expr[])[],
  { table, chain, more }: Shape = {},
): Ruleset {
  const own = { family: "inet", table: "t" };
  const head = { ...own, name: "in", type: "filter", hook: "input", prio: 0, policy: "accept" };
  return parseNftables(
    JSON.stringify({
      nftables: [
        { table: { family: "inet", name: "t", ...table } },
        { chain: { ...head, ...chain } },
        ...rules.map((expr, at) => ({ rule: { ...own, chain: "in", handle: at + 1, expr } })),
        ...(more ?? []),
      ],
    }),
  );
}

const iptables = (table: string, rules: string): Ruleset =>
  parseIptables({
    ...{ family: "ip", backend: "legacy" },
    text: `*${table}\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n${rules}\nCOMMIT\n`,
  });

const certain = (ruleset: Ruleset, packet: FirewallPacket = tcpPacket, hooks = ["input"]) =>
  dropsAt(ruleset, hooks, packet).map((one) => one.certain);

test("a dormant table sees nothing, and one whose flags are not understood may", () => {
  assert.deepEqual(certain(nftables([[drop]], { table: { flags: ["dormant"] } })), []);
  assert.deepEqual(certain(nftables([[drop]], { table: { flags: ["owner"] } })), [true]);
  // As nft 1.0.6 prints "dormant".
  const odd = { table: { flags: "ipv4_addr" } };
  assert.deepEqual(certain(nftables([[drop]], odd)), [false]);
  assert.deepEqual(certain(nftables([], { ...odd, chain: { policy: "drop" } })), [false]);
});

test("only a counter behind every condition counts what the rule drops", () => {
  const counters = (rule: readonly Expr[]) => [...countersOf(nftables([rule])).values()];
  assert.deepEqual(counters([fromPod, counter(7), drop]), [7]);
  assert.deepEqual(counters([counter(7), fromPod, drop]), []);
  assert.deepEqual(counters([counter(9), fromPod, counter(7), { log: null }, drop]), [7]);
  assert.deepEqual(
    counters([fromPod, counter(7), { limit: { rate: 1, per: "second" } }, drop]),
    [],
  );
  const vmap = { vmap: { key: { ct: { key: "state" } }, data: { set: [["new", drop]] } } };
  assert.deepEqual(counters([counter(7), vmap]), []);
  const [first] = dropsAt(nftables([[counter(7), fromPod, drop]]), ["input"], tcpPacket);
  assert.equal(first?.counter, null);
});

test("behind a map that is not there nothing is certain; a miss ends the rule", () => {
  const key = { payload: { protocol: "ip", field: "saddr" } };
  assert.deepEqual(certain(nftables([[{ vmap: { key, data: "@gone" } }], [drop]])), [false]);
  const miss = { vmap: { key, data: { set: [["10.9.9.9", { accept: null }]] } } };
  assert.deepEqual(certain(nftables([[miss, drop], [drop]])), [true]);
  const others = { vmap: { key, data: { set: [["*", drop]] } } };
  assert.deepEqual(certain(nftables([[others]])), [true]);
});

test("rates and counts within sets are no certain conditions", () => {
  const elem = { payload: { protocol: "ip", field: "saddr" } };
  const limit = { limit: { rate: 5, burst: 5, per: "second" } };
  for (const condition of [
    { set: { op: "add", elem, set: "@s", stmt: [limit] } },
    { meter: { key: elem, stmt: limit, name: "m" } },
    { set: { op: "update", elem, set: "@s", stmt: [{ "ct count": { val: 3 } }] } },
  ]) {
    assert.deepEqual(certain(nftables([[condition, drop]])), [false], JSON.stringify(condition));
  }
  assert.deepEqual(certain(nftables([[{ set: { op: "add", elem, set: "@s" } }, drop]])), [true]);
  const set = (elements: readonly unknown[]) => ({
    more: [{ set: { family: "inet", table: "t", name: "s", elem: elements } }],
  });
  const inSet = { match: { op: "==", left: elem, right: "@s" } };
  const limited = [{ elem: { val: "10.16.0.5", ...limit } }];
  assert.deepEqual(certain(nftables([[inSet, drop]], set(limited))), [false]);
  assert.deepEqual(certain(nftables([[inSet, drop]], set(["10.16.0.5"]))), [true]);
});

test("what is not known is maybe as a condition, and leaves all open as a target", () => {
  assert.deepEqual(certain(nftables([[{ "of tomorrow": {} }, drop]])), [false]);
  const target = { xt: { type: "target", name: "FROM_TOMORROW" } };
  assert.deepEqual(certain(nftables([[target], [drop]])), [false]);
  assert.deepEqual(certain(nftables([[{ xt: { type: "target", name: "LOG" } }], [drop]])), [true]);
});

test("what is inside of a tunnel is not what is outside", () => {
  const inner = { payload: { tunnel: "vxlan", protocol: "ip", field: "saddr" } };
  const match = { match: { op: "==", left: inner, right: "10.16.0.5" } };
  assert.deepEqual(certain(nftables([[match, drop]])), []);
  const udp: FirewallPacket = { ...tcpPacket, protocol: "udp" };
  assert.deepEqual(certain(nftables([[match, drop]]), udp), [false]);
});

test("synproxy takes what opens a TCP connection, and nothing of UDP", () => {
  const ruleset = nftables([[{ synproxy: null }], [drop]]);
  assert.deepEqual(certain(ruleset), []);
  assert.deepEqual(certain(ruleset, { ...tcpPacket, protocol: "udp" }), [true]);
  assert.deepEqual(certain(ruleset, { ...tcpPacket, ctState: "established" }), [false]);
});

test("chains of type nat see the first packet of a connection only", () => {
  const nat = { chain: { type: "nat" } };
  assert.deepEqual(certain(nftables([[drop]], nat)), [true]);
  assert.deepEqual(certain(nftables([[drop]], nat), { ...tcpPacket, ctState: "established" }), []);
});

test("every target that translates ends a chain, and is told with its words", () => {
  for (const [target, kind] of [
    ["NETMAP --to 10.9.0.0/16", "netmap"],
    ["DNAT --to-destination 10.9.0.1", "dnat"],
    ["REDIRECT --to-ports 15006", "redirect"],
  ] as const) {
    const ruleset = iptables("nat", `-A PREROUTING -j ${target}\n-A PREROUTING -j DROP`);
    const { drops, translations } = passageOf(ruleset, ["prerouting"], tcpPacket);
    assert.deepEqual(drops, [], target);
    assert.deepEqual(
      translations.map((one) => [one.kind, one.certain]),
      [[kind, true]],
    );
  }
});

test("a rule that an agent left out keeps its number", () => {
  const rules = "# 41 left out of INPUT\n-A INPUT -s 10.16.0.5 -j DROP";
  const [first] = dropsAt(iptables("filter", rules), ["input"], tcpPacket);
  assert.match(first?.rule ?? "", /INPUT rule 42: -s/);
});

test("what nft counts tells which of iptables-nft's zeros are counts", () => {
  const own = { family: "ip", table: "filter" };
  const base = { ...own, name: "INPUT", type: "filter", hook: "input", prio: 0 };
  const xt = { xt: { type: "match", name: "set" } };
  const nftJson = JSON.stringify({
    nftables: [
      { chain: base },
      { rule: { ...own, chain: "INPUT", handle: 1, expr: [xt, counter(0), drop] } },
      { rule: { ...own, chain: "INPUT", handle: 2, expr: [drop] } },
    ],
  });
  const text = [
    ...["*filter", ":INPUT ACCEPT [0:0]"],
    "[0:0] -A INPUT -m set --match-set nets src -j DROP",
    ...["[0:0] -A INPUT -j DROP", "COMMIT", ""],
  ].join("\n");
  const ipsets = "create nets hash:net family inet\nadd nets 10.16.0.0/16\n";
  const iptables = [{ family: "ip", backend: "nft", text }] as const;
  const ruleset = rulesetOf({ nftJson, iptables, ipsets }, null);
  assert.deepEqual(
    dropsAt(ruleset, ["input"], tcpPacket).map((one) => [one.certain, one.counter]),
    [
      [true, 0],
      [false, null],
    ],
  );
});

test("elements of a set that came or went while packets were sent decide nothing", () => {
  const elem = { payload: { protocol: "ip", field: "saddr" } };
  const json = (elements: readonly string[]): string =>
    JSON.stringify({
      nftables: [
        { chain: { family: "inet", table: "t", name: "in", hook: "input", prio: 0 } },
        { set: { family: "inet", table: "t", name: "s", elem: elements } },
        {
          rule: {
            ...{ family: "inet", table: "t", chain: "in", handle: 1 },
            expr: [{ match: { op: "==", left: elem, right: "@s" } }, drop],
          },
        },
      ],
    });
  const between = (before: readonly string[], after: readonly string[]) =>
    certain(
      rulesetOf({ nftJson: json(after), iptables: [] }, { nftJson: json(before), iptables: [] }),
    );
  assert.deepEqual(between(["10.16.0.5"], ["10.16.0.5"]), [true]);
  assert.deepEqual(between([], ["10.16.0.5"]), [false]);
  assert.deepEqual(between(["10.16.0.5"], []), [false]);
  assert.deepEqual(between(["10.9.9.9"], []), []);
});

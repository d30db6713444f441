import assert from "node:assert/strict";
import { test } from "node:test";
import {
  culpritOf,
  type ProvenDrop,
  provenDrops,
  rulesetOf,
  watchedFirewall,
} from "../../../../aggregator/firewall/proof.ts";
import type { NetnsState } from "../../../../proto/wire/facts.ts";
import { fixture, genevePacket, tcpPacket } from "./firewall-fixture.ts";

function stateOf(nftJson: string, iptables: NetnsState["iptables"] = []) {
  return {
    ...{ beganUnixUs: 0, endedUnixUs: 0, nftJson, iptables, counters: {}, links: [], ovs: null },
    ...{ sysctls: {}, problems: [] },
  };
}

/** One rule that drops, and its counter; null for none. */
function dropping(packets: number | null, expressions: readonly object[] = []) {
  const counter = packets === null ? [] : [{ counter: { packets, bytes: 0 } }];
  const rule = { family: "inet", table: "t", chain: "in", handle: 4 };
  const expr = [...expressions, ...counter, { drop: null }];
  const chain = { family: "inet", table: "t", name: "in", hook: "input", prio: 0 };
  return stateOf(JSON.stringify({ nftables: [{ chain }, { rule: { ...rule, expr } }] }));
}

const random = { match: { op: "<", left: { numgen: { mode: "random", mod: 100 } }, right: 30 } };

function culprit(before: NetnsState | null, after: NetnsState, lost = 5) {
  return culpritOf(provenDrops(watchedFirewall(after, before), ["input"], tcpPacket), lost);
}

test("a rule that counted during the probes is the one", () => {
  assert.equal(culprit(dropping(3), dropping(8))?.weight, "decisive");
  assert.equal(culprit(dropping(3), dropping(8))?.drop.grown, 5);
});

test("a rule that counted nothing is not the one, however high it stands", () => {
  assert.equal(culprit(dropping(8), dropping(8)), null);
  assert.equal(culprit(null, dropping(0)), null);
});

test("a rule that may apply is proven by counting as many as were lost", () => {
  const at = (packets: number) => dropping(packets, [random]);
  assert.equal(culprit(at(3), at(8))?.weight, "decisive");
  assert.equal(culprit(at(3), at(4))?.weight, "supporting");
  assert.equal(culprit(at(3), at(3)), null);
});

test("without counters a rule that certainly applies is the one, another may be", () => {
  assert.equal(culprit(dropping(null), dropping(null))?.weight, "decisive");
  const maybe = dropping(null, [random]);
  assert.equal(culprit(maybe, maybe)?.weight, "supporting");
});

test("a counter that nobody compared proves nothing", () => {
  assert.equal(culprit(null, dropping(8))?.weight, "supporting");
  assert.equal(culprit(dropping(9), dropping(8))?.weight, "supporting", "it was reset");
});

test("an unlikely rule is named only when it counted", () => {
  const invalid = [{ match: { op: "in", left: { ct: { key: "state" } }, right: "invalid" } }];
  assert.equal(culprit(dropping(null, invalid), dropping(null, invalid)), null);
  assert.equal(culprit(dropping(1, invalid), dropping(6, invalid))?.weight, "decisive");
});

test("of several rules the one that counted is named, else the one that is certain", () => {
  const drop = (rule: string, more: Partial<ProvenDrop>): ProvenDrop => ({
    ...{ verdict: "drop", hook: "input", certain: false, unlikely: false, rule, key: rule },
    ...{ counter: null, grown: null },
    ...more,
  });
  const maybe = drop("maybe", {});
  const sure = drop("sure", { certain: true });
  const counted = drop("counted", { grown: 5, counter: 9 });
  assert.equal(culpritOf([maybe, sure, counted], 5)?.drop.rule, "counted");
  assert.equal(culpritOf([maybe, sure], 5)?.drop.rule, "sure");
  assert.equal(culpritOf([drop("idle", { grown: 0, certain: true }), maybe], 5)?.drop, maybe);
});

test("iptables-nft tells what nft only names", () => {
  const nftJson = fixture("nft/iptables-mixed.nft-1.0.6.json");
  const text = fixture("iptables/mixed.iptables-nft-1.8.9.txt");
  const packet = { ...tcpPacket, destinationPort: 443 };
  const names = (state: NetnsState) =>
    provenDrops(watchedFirewall(state, state), ["input"], packet)
      .filter(({ unlikely }) => !unlikely)
      .map(({ rule, certain }) => `${rule.split(" rule ")[0]} ${certain}`);
  // nft cannot say which ports: it may be this one.
  assert.deepEqual(names(stateOf(nftJson)), [
    "ip filter INPUT handle 5 false",
    "ip filter CHAIN-A handle 10 false",
  ]);
  const whole = stateOf(nftJson, [{ family: "ip", backend: "nft", text }]);
  assert.deepEqual(names(whole), []);
  const geneve = provenDrops(watchedFirewall(whole, null), ["input"], genevePacket);
  assert.match(geneve.find(({ certain }) => certain)?.rule ?? "", /INPUT rule 1: -i eth0 -p udp/);
});

test("where a rule does not count, iptables-nft's zero is not taken for a count", () => {
  const chain = { family: "ip", table: "filter", name: "INPUT", hook: "input", prio: 0 };
  const rule = { family: "ip", table: "filter", chain: "INPUT", handle: 4, expr: [{ drop: null }] };
  const nftJson = JSON.stringify({ nftables: [{ chain }, { rule }] });
  const text = "*filter\n:INPUT ACCEPT [0:0]\n[0:0] -A INPUT -j DROP\nCOMMIT\n";
  const state = stateOf(nftJson, [{ family: "ip", backend: "nft", text }]);
  assert.equal(culprit(state, state)?.weight, "decisive");
});

test("what a tool did not print as it should is an error", () => {
  const text = "*filter\nwhat is this\nCOMMIT\n";
  const iptables = [{ family: "ip", backend: "legacy", text }] as const;
  assert.throws(() => rulesetOf(stateOf("", iptables), null), SyntaxError);
});

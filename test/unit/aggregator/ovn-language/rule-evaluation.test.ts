import assert from "node:assert/strict";
import { test } from "node:test";
import type { Northbound } from "../../../../aggregator/inventory/ovn/northbound.ts";
import type { Acl } from "../../../../aggregator/inventory/ovn/northbound-rows.ts";
import { evaluateRule } from "../../../../aggregator/ovn-language/rule-evaluation.ts";

/** Sets by name, as the northbound would resolve them. */
const sets: Readonly<Record<string, readonly string[]>> = {
  "web.default.ingress.allow.IPv4.0": ["10.16.0.0/16"],
  "web.default.ingress.except.IPv4.0": ["10.16.0.5/32"],
};
// Only names of sets and groups are asked for.
const northbound = {
  addressSet: (name: string) => (name in sets ? { addresses: sets[name] } : null),
  portGroupByName: () => null,
} as unknown as Northbound;

function rule(match: string): Acl {
  return {
    uuid: "00000000-0000-4000-8000-000000000000",
    name: null,
    direction: "to-lport",
    priority: 2001,
    tier: 0,
    match,
    action: "allow-related",
    isAppliedAfterLb: false,
    isLogged: false,
    externalIds: new Map(),
  };
}

const packet = {
  inport: "a.default",
  outport: "b.default",
  ipSrc: "10.16.0.5",
  ipDst: "10.16.0.6",
  protocol: 6,
  sourcePort: 61_001,
  destinationPort: 8080,
};
const evaluate = (match: string) => evaluateRule(northbound, rule(match), packet);

test("parts of a rule are told apart: addresses, exceptions, ports", () => {
  const own = "outport == @web.default && ip";
  assert.deepEqual(evaluate(`${own} && ip4.src == 10.16.0.5 && tcp.dst == 80`), {
    peer: true,
    isExcepted: false,
    port: false,
  });
  assert.deepEqual(evaluate(`${own} && ip4.src == 10.17.0.0/16 && tcp.dst == 8080`), {
    peer: false,
    isExcepted: false,
    port: true,
  });
  const allow = "ip4.src == $web.default.ingress.allow.IPv4.0";
  const except = "ip4.src != $web.default.ingress.except.IPv4.0";
  assert.deepEqual(evaluate(`${own} && ${allow} && ${except} && tcp.dst == 8080`), {
    peer: true,
    isExcepted: true,
    port: true,
  });
});

test("blocks with exceptions of their own, in brackets", () => {
  const of = (blocks: string) => {
    const { peer, isExcepted } = evaluate(`outport == @web.default && ip && ${blocks} && tcp`);
    return [peer, isExcepted];
  };
  const excepted = "(ip4.src == 10.16.0.0/16 && ip4.src != {10.16.0.5/32})";
  const admitted = "(ip4.src == 10.16.0.0/24 && ip4.src != {10.16.0.9/32, 10.16.0.64/26})";
  const elsewhere = "(ip4.src == 10.17.0.0/16 && ip4.src != {10.16.0.5/32})";
  assert.deepEqual(of(excepted), [true, true]);
  assert.deepEqual(of(admitted), [true, false]);
  assert.deepEqual(of(`(${excepted} || ${excepted})`), [true, true]);
  assert.deepEqual(of(`(${excepted} || ${admitted})`), [true, false], "another block lets it in");
  assert.deepEqual(of(`(${excepted} || ${elsewhere})`), [true, true]);
  // The exception of a block that does not name the address is none of it.
  assert.deepEqual(of(`(${elsewhere} || ${elsewhere})`), [false, false]);
  assert.deepEqual(of("(ip4.src == $nobody || ip4.src == 10.17.0.0/16)"), [null, false]);
  assert.deepEqual(of("(ip4.src == $nobody || ip4.src == 10.16.0.0/16)"), [true, false]);
  assert.deepEqual(of("!(ip4.src == 10.16.0.5)"), [true, true]);
});

test("ranges of ports, and rules that OVN refuses", () => {
  assert.equal(evaluate("ip4.src == 10.16.0.5 && 8000 <= tcp.dst <= 8100").port, true);
  assert.equal(evaluate("ip4.src == 10.16.0.5 && 80 <= tcp.dst <= 90").port, false);
  assert.deepEqual(evaluate("ip4.src == 10.16.0.5 && !tcp"), {
    peer: null,
    isExcepted: false,
    port: null,
  });
});

test("a rule without addresses names everybody, one without ports every port", () => {
  assert.deepEqual(evaluate("outport == @web.default && ip"), {
    peer: true,
    isExcepted: false,
    port: true,
  });
  assert.equal(evaluate("outport == @web.default && icmp").port, false);
  assert.equal(evaluate("outport == @web.default && ip6.src == fd00::/8").peer, false);
});

test("what cannot be evaluated is not told", () => {
  assert.equal(evaluate("ip4.src == $nobody && tcp.dst == 8080").peer, null);
  assert.deepEqual(evaluate("ip4.src == (("), { peer: null, isExcepted: false, port: null });
});

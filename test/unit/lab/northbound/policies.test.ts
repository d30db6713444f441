import assert from "node:assert/strict";
import { test } from "node:test";
import { policyObjects } from "../../../../lab/northbound/policies.ts";
import type { PolicySpec } from "../../../../lab/topology/specs.ts";
import { topologyOf } from "../../../../lab/topology/topology.ts";

/** Matches as in the recordings of Kube-OVN (test/fixtures/kube-ovn). */
const topology = topologyOf("lab", 3);
const egress: PolicySpec = {
  namespace: "default",
  name: "c-egress",
  selects: "c",
  direction: "egress",
};

function aclsOf(policy: PolicySpec): string[] {
  const { acls } = policyObjects(topology, policy);
  return acls.map(({ name = "-", match }) => `${name} ${match}`);
}

test("a policy without rules allows what is in sets that stay empty", () => {
  const { addressSets } = policyObjects(topology, egress);
  const sets = addressSets.map(({ name, addresses }) => [name, addresses.length]);
  assert.deepEqual(sets, [
    ["c.egress.default.egress.allow.IPv4.all", 0],
    ["c.egress.default.egress.except.IPv4.all", 0],
    ["c.egress.default.egress.allow.IPv6.all", 0],
    ["c.egress.default.egress.except.IPv6.all", 0],
  ]);
  assert.ok(
    aclsOf(egress).includes(
      "np/c-egress.default/egress/IPv4/all inport == @c.egress.default && ip && " +
        "ip4.dst == $c.egress.default.egress.allow.IPv4.all && " +
        "ip4.dst != $c.egress.default.egress.except.IPv4.all",
    ),
  );
});

test("a block stands in the match with its exceptions, a range of ports between its ends", () => {
  const block = { cidr: "10.16.0.0/16", except: ["10.16.0.200/32"] };
  const allow = { from: [], tcpPort: 8000, lastTcpPort: 8100, block };
  assert.deepEqual(aclsOf({ ...egress, allow }), [
    "default/c-egress inport == @c.egress.default && ip",
    "np/c-egress.default/egress/IPv4/0/ipBlock inport == @c.egress.default && ip && " +
      "(ip4.dst == 10.16.0.0/16 && ip4.dst != {10.16.0.200/32}) && 8000 <= tcp.dst <= 8100",
    "- icmp6",
    "- icmp6",
  ]);
});

test("pods are in a set of their family, with the addresses of all their interfaces", () => {
  const { acls, addressSets } = policyObjects(topology, {
    ...egress,
    allow: { from: ["b"], tcpPort: 8080 },
  });
  const [ipv4, , ipv6] = addressSets;
  assert.deepEqual(ipv4?.addresses, ["10.16.0.6", "10.20.0.6"]);
  assert.deepEqual(ipv6?.addresses, ["fd00:10:16::6", "fd00:10:20::6"]);
  assert.ok(acls.every(({ match }) => !match.includes("{")));
});

test("where there is IPv6, ICMPv6 passes both ways without a connection", () => {
  const { acls } = policyObjects(topology, egress);
  const passing = acls.filter(({ match }) => match === "icmp6");
  assert.deepEqual(
    passing.map(({ direction, action, priority }) => [direction, action, priority]),
    [
      ["from-lport", "allow-stateless", 2001],
      ["to-lport", "allow-stateless", 2001],
    ],
  );
});

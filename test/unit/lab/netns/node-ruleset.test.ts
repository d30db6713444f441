import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeRuleset } from "../../../../lab/netns/node-ruleset.ts";
import { topologyOf } from "../../../../lab/topology/topology.ts";

const topology = topologyOf("lab", 3);
const [node] = topology.nodes;

function rulesetOfFirst(): string {
  assert.ok(node);
  return nodeRuleset(topology, node);
}

test("only Subnets with natOutgoing are masqueraded", () => {
  const natted = /set ovn40subnets-nat \{[^}]*elements = \{ ([^}]*) \}/.exec(rulesetOfFirst());
  assert.equal(natted?.[1], "10.16.0.0/16, 10.18.0.0/16");
});

test("the sets know all Subnets with the join network, and the other nodes", () => {
  const ruleset = rulesetOfFirst();
  assert.match(ruleset, /set ovn40subnets \{.*10\.17\.0\.0\/16.*100\.64\.0\.0\/16/);
  assert.match(ruleset, /set ovn40other-node \{.*\{ 198\.18\.0\.12, 198\.18\.0\.13 \}/);
});

test("a lab of one node has an empty set instead of one that nft refuses", () => {
  const alone = topologyOf("lab", 1);
  const [only] = alone.nodes;
  assert.ok(only);
  assert.match(
    nodeRuleset(alone, only),
    /set ovn40other-node \{ type ipv4_addr; flags interval; \}/,
  );
});

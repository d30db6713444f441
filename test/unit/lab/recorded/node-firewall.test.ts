import assert from "node:assert/strict";
import { test } from "node:test";
import { nodeFirewall } from "../../../../lab/netns/node-firewall.ts";
import { topologyOf } from "../../../../lab/topology/topology.ts";
import { recordedText } from "../../../recorded-cluster.ts";

/** A node's rules and sets against those of a recorded node, which is dual stack too. */
const recording = "v1.17.0-dev-dual-stack";
const topology = topologyOf("lab", 3);
const [node] = topology.nodes;
assert.ok(node);
const firewall = nodeFirewall(topology, node);

/** What a rule is, whatever the addresses, without lines that say the same once more. */
function rulesOf(text: string): string[] {
  const rules = text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.replace(/\b[0-9a-f:.]+\/\d+ /g, "<cidr> "))
    .map((line) => line.replace(/--to-source \S+/, "--to-source <ip>"))
    .map((line) => line.replace(/ovn-subnet-gateway,[^"]+/, "ovn-subnet-gateway,<subnet>"));
  return rules.filter((rule, index) => rule !== rules[index - 2]);
}

for (const tool of ["iptables", "ip6tables"] as const) {
  test(`${tool} has the recorded rules in the recorded order`, async () => {
    const recorded = rulesOf(await recordedText(recording, `n1/${tool}-save.txt`));
    assert.notEqual(recorded.length, 0);
    assert.deepEqual(rulesOf(firewall[tool]), recorded);
    assert.ok(recorded.some((rule) => rule.includes("--random-fully")));
  });
}

/** Each set's definition without what the kernel chooses, and whether it has members. */
function setsOf(text: string): Map<string, string> {
  const sets = new Map<string, string>();
  for (const line of text.split("\n").sort().reverse()) {
    const [verb, name = "", type, ...rest] = line.split(" ");
    if (verb === "create") sets.set(name, [type, ...rest.slice(0, 6)].join(" "));
    else if (verb === "add") sets.set(name, `${sets.get(name)?.replace(" filled", "")} filled`);
  }
  return new Map([...sets].sort(([a], [b]) => (a < b ? -1 : 1)));
}

test("the sets are the recorded ones, and have members where those have", async () => {
  const recorded = setsOf(await recordedText(recording, "n1/ipset.txt"));
  assert.equal(recorded.size, 14);
  assert.deepEqual(setsOf(firewall.ipsets), recorded);
});

function membersOf(set: string): string[] {
  const lines = firewall.ipsets.split("\n").map((line) => line.split(" "));
  return lines.flatMap(([verb, name, member = ""]) =>
    verb === "add" && name === set ? [member] : [],
  );
}

/** Which of some blocks are in a set. */
function within(set: string, ...cidrs: string[]): string[] {
  return cidrs.filter((cidr) => membersOf(set).includes(cidr));
}

test("only Subnets with natOutgoing are masqueraded, of both families", () => {
  const [natted, plain] = ["10.16.0.0/16", "10.17.0.0/16"];
  assert.deepEqual(within("ovn40subnets-nat", natted, plain), [natted]);
  const [natted6, plain6] = ["fd00:10:16::/112", "fd00:10:17::/112"];
  assert.deepEqual(within("ovn60subnets-nat", natted6, plain6), [natted6]);
});

test("the sets know overlay Subnets of the default VPC with join, and the other nodes", () => {
  const overlay = ["10.16.0.0/16", "10.17.0.0/16", "100.64.0.0/16"];
  const [ofOtherVpc, ofVlan] = ["10.30.0.0/16", "172.30.0.0/16"];
  assert.deepEqual(within("ovn40subnets", ...overlay, ofOtherVpc, ofVlan), overlay);
  assert.deepEqual(membersOf("ovn40other-node"), ["198.18.0.12", "198.18.0.13"]);
  assert.deepEqual(membersOf("ovn60other-node"), ["fd00:198:18::c", "fd00:198:18::d"]);
});

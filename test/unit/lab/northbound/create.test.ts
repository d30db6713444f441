import assert from "node:assert/strict";
import { test } from "node:test";
import { createPolicyCommand } from "../../../../lab/northbound/create.ts";
import { type PolicyObjects, policyObjects } from "../../../../lab/northbound/policies.ts";
import type { PolicySpec } from "../../../../lab/topology/specs.ts";
import { topologyOf } from "../../../../lab/topology/topology.ts";

const topology = topologyOf("lab", 3);
const egress: PolicySpec = {
  namespace: "default",
  name: "deny-all",
  selects: "a",
  direction: "egress",
};

test("a policy is one transaction of port group, address sets and ACLs", () => {
  const objects: PolicyObjects = {
    group: "deny.all.default",
    externalIds: { np: "default/deny-all" },
    ports: ["a.default"],
    addressSets: [{ name: "peers", addresses: ["10.0.0.1"], externalIds: { vendor: "kube-ovn" } }],
    acls: policyObjects(topology, egress).acls.slice(0, 1),
  };
  assert.deepEqual(createPolicyCommand(objects, false), [
    ...["pg-add", "deny.all.default", "a.default"],
    ...["--", "set", "Port_Group", "deny.all.default"],
    'external_ids:np="default/deny-all"',
    'external_ids:vendor="kube-ovn"',
    ...["--", "create", "Address_Set", 'name="peers"', 'addresses=["10.0.0.1"]'],
    'external_ids:vendor="kube-ovn"',
    ...["--", "--id=@acl0", "create", "ACL", "direction=from-lport", "priority=2000"],
    'match="inport == @deny.all.default && ip"',
    "action=drop",
    'name="default/deny-all"',
    "options:apply-after-lb=true",
    'external_ids:parent="deny.all.default"',
    "external_ids:vendor=kube-ovn",
    ...["--", "add", "Port_Group", "deny.all.default", "acls", "@acl0"],
  ]);
});

test("ACLs carry a tier where the installed OVN has tiers", () => {
  assert.ok(createPolicyCommand(policyObjects(topology, egress), true).includes("tier=2"));
});

test("an allowing policy brings its address sets", () => {
  const allowing = { ...egress, allow: { from: ["c"], tcpPort: 80 } };
  const command = createPolicyCommand(policyObjects(topology, allowing), false);
  assert.ok(command.includes('name="deny.all.default.egress.allow.IPv4.0"'));
  assert.ok(command.includes('addresses=["10.16.0.7"]'));
});

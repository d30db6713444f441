import assert from "node:assert/strict";
import { test } from "node:test";
import { fabricRows, openVswitchRows } from "../../../../lab/openvswitch/rows.ts";
import { openVswitchShapes } from "../../../../lab/openvswitch/shapes.ts";
import type { DesiredRow } from "../../../../lab/ovsdb/desired.ts";
import { operationsTo } from "../../../../lab/ovsdb/diff.ts";
import { topologyOf } from "../../../../lab/topology/topology.ts";

const topology = topologyOf("lab", 3);
const [node] = topology.nodes;
assert.ok(node);
const nodeRows = openVswitchRows(topology, node);

function columnsOf(rows: readonly DesiredRow[], table: string, key: string): object {
  const row = rows.find((candidate) => candidate.table === table && candidate.key === key);
  assert.ok(row, `${table} ${key}`);
  return row.columns;
}

test("every reference leads to a declared row, on a node and on the physical switch", () => {
  for (const rows of [nodeRows, fabricRows(topology)]) {
    assert.equal(operationsTo(rows, new Map(), openVswitchShapes).length, rows.length);
  }
});

test("the provider network's NIC is a trunk of its own bridge, and OVN knows the bridge", () => {
  const port = columnsOf(nodeRows, "Port", "eth1");
  assert.deepEqual(Reflect.get(port, "trunks"), [0, 100, 101, 102, 204]);
  const root = Reflect.get(columnsOf(nodeRows, "Open_vSwitch", "root"), "external_ids");
  assert.equal(root.map["ovn-bridge-mappings"], "pn1:br-pn1");
});

test("br-int has a mirror of no port", () => {
  assert.deepEqual(columnsOf(nodeRows, "Mirror", "m0"), {
    name: "m0",
    output_port: { table: "Port", keys: ["mirror0"] },
  });
  assert.deepEqual(Reflect.get(columnsOf(nodeRows, "Bridge", "br-int"), "mirrors"), {
    table: "Mirror",
    keys: ["m0"],
  });
});

test("ports that ovn-controller keeps stay, those of others do not", () => {
  const keep = openVswitchShapes.Port?.keep;
  assert.equal(keep?.({ name: "ovn-61057b-0" }), true);
  assert.equal(keep?.({ name: "patch-br-int-to-localnet.ulay" }), true);
  assert.equal(keep?.({ name: "eth9" }), false);
});

test("on the physical switch nodes are trunks, hosts and the gateway access ports", () => {
  const rows = fabricRows(topology);
  assert.deepEqual(Reflect.get(columnsOf(rows, "Port", "v-node2"), "trunks"), [100, 101, 102, 204]);
  const tags = { vgw100: 100, "x-vhost": 100, vgw101: 101, vgw204: 204, "x-xhost": 204 };
  for (const [name, tag] of Object.entries(tags)) {
    assert.deepEqual(Reflect.get(columnsOf(rows, "Port", name), "tag"), [tag], name);
  }
  // There the router of OVN has the gateway's address.
  assert.ok(!rows.some(({ key }) => key === "vgw102"));
});

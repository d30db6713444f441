import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import type { Diagnosis } from "../../../../../proto/documents/v1/diagnosis.ts";
import { edited, failed, recorded } from "../../verdict/edit-case.ts";

const port = recorded("iface-id-shared.cross-node.icmp");
const chassis = recorded("chassis-id-shared.cross-node.icmp");
const fine = recorded("duplicate-mac.cross-node.icmp");

function checkOf(diagnosis: Diagnosis, name: string): string | undefined {
  return diagnosis.checks.find((one) => one.name === name)?.status;
}

function codesOf(caseFile: CaseFile): string[] {
  return conclude(caseFile).findings.map(({ code }) => code);
}

test("found, clean, and not looked at", () => {
  assert.equal(checkOf(conclude(port), "ovn/identity"), "found");
  assert.equal(checkOf(conclude(fine), "ovn/identity"), "clean");
  assert.equal(checkOf(conclude(failed(fine, "node")), "ovn/identity"), "skipped");
});

test("names the interfaces of both nodes that claim the port", () => {
  assert.match(conclude(port).cause?.summary ?? "", /\S+_h on node2; dup0 on node3/);
});

test("a machine that moves is on two nodes by right", () => {
  const migration = { nodes: ["node3"], strategy: null, waiting: [] };
  const moving = edited(port, "port-binding", (_, data) => ({ ...data, migration }));
  assert.ok(!codesOf(moving).includes("IFACE_ID_DUPLICATE"));
});

test("a node that once had the port and has it no more is no rival", () => {
  const past = edited(port, "port-rivals", (_, data) => {
    return { ...data, rivals: data.rivals.map((one) => ({ ...one, interfaces: [] })) };
  });
  assert.ok(!codesOf(past).includes("IFACE_ID_DUPLICATE"));
});

test("a port that has moved once is not fought over, unless the other has it", () => {
  const rivalOf = (caseFile: CaseFile) => {
    return conclude(caseFile).findings.find(({ code }) => code === "IFACE_ID_DUPLICATE");
  };
  const withChanges = (changes: number) =>
    edited(port, "port-rivals", (_, data) => ({ ...data, changes }));
  const boundAt = (caseFile: CaseFile, chassisNode: string) =>
    edited(caseFile, "port-binding", (item, data) =>
      item.role === "destination" && data !== null ? { ...data, chassisNode } : undefined,
    );
  assert.equal(conclude(boundAt(withChanges(2), "node2")).cause?.code, "IFACE_ID_DUPLICATE");
  const moved = conclude(boundAt(withChanges(1), "node2"));
  assert.notEqual(moved.cause?.code, "IFACE_ID_DUPLICATE");
  assert.ok(rivalOf(boundAt(withChanges(1), "node2")));
  assert.equal(conclude(boundAt(withChanges(1), "node3")).cause?.code, "IFACE_ID_DUPLICATE");
});

test("two ends with one system-id", () => {
  const { cause } = conclude(chassis);
  assert.match(cause?.summary ?? "", /node2.* node3 have the same system-id/);
});

test("a chassis that is left with a node's address keeps its own out", () => {
  const renamed = edited(fine, "node", (item, data) =>
    item.role === "destination"
      ? { ...data, externalIds: { ...data.externalIds, "system-id": "new" } }
      : undefined,
  );
  const found = conclude(renamed).findings.find(({ code }) => code === "CHASSIS_DUPLICATE");
  assert.match(found?.summary ?? "", /still has the tunnel address 198\.18\.0\.12 of node2/);
});

test("another port with the same remote address keeps ovn-controller's from opening", () => {
  const healthy = recorded("healthy.cross-node.tcp");
  const taken = edited(healthy, "node", (item, data) => {
    if (item.role !== "source") return undefined;
    const tunnels = data.tunnels.map((one) => ({ ...one, ofport: -1, error: "File exists" }));
    const hands = data.tunnels.map((one) => ({ ...one, interface: "hand0", chassis: "" }));
    return { ...data, tunnels: [...hands, ...tunnels] };
  });
  const found = conclude(taken).findings.find(({ code }) => code === "TUNNEL_MISSING");
  assert.match(found?.summary ?? "", /File exists; port hand0 has the same remote address/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { restoration, type Volatile } from "../../../../lab/ovsdb/snapshot.ts";

const uuid = (last: string): string[] => ["uuid", `00000000-0000-4000-8000-00000000000${last}`];
const where = (last: string): unknown[] => [["_uuid", "==", uuid(last)]];
const nothing: Volatile = { tables: [], columns: {}, keys: () => false };
const map = (...entries: string[][]): unknown => ["map", entries];

test("what is as it was takes no operation, in whatever order it comes", () => {
  const wanted = { Bridge: [{ _uuid: uuid("1"), ports: ["set", [uuid("2"), uuid("3")]], tag: 1 }] };
  const now = { Bridge: [{ _uuid: uuid("1"), ports: ["set", [uuid("3"), uuid("2")]], tag: 1 }] };
  assert.deepEqual(restoration(wanted, now, nothing), []);
});

test("a deleted row comes back under its own UUID, and with it what referred to it", () => {
  const port = { _uuid: uuid("2"), name: "p" };
  const wanted = { Port: [port], Bridge: [{ _uuid: uuid("1"), ports: uuid("2") }] };
  const now = { Port: [], Bridge: [{ _uuid: uuid("1"), ports: ["set", []] }] };
  assert.deepEqual(restoration(wanted, now, nothing), [
    { op: "insert", table: "Port", uuid: uuid("2")[1], row: { name: "p" } },
    { op: "update", table: "Bridge", where: where("1"), row: { ports: uuid("2") } },
  ]);
});

test("a row that was added goes, a changed column is set back, and no other is touched", () => {
  const wanted = { ACL: [{ _uuid: uuid("1"), priority: 1, name: "x" }] };
  const now = { ACL: [{ _uuid: uuid("1"), priority: 2, name: "x" }, { _uuid: uuid("9") }] };
  assert.deepEqual(restoration(wanted, now, nothing), [
    { op: "delete", table: "ACL", where: where("9") },
    { op: "update", table: "ACL", where: where("1"), row: { priority: 1 } },
  ]);
});

test("keys that a daemon keeps stay as they are now", () => {
  const keys: Volatile["keys"] = (_table, _column, key) => key.startsWith("ct-zone-");
  const wanted = { Bridge: [{ _uuid: uuid("1"), ids: map(["a", "1"], ["ct-zone-x", "5"]) }] };
  const same = { Bridge: [{ _uuid: uuid("1"), ids: map(["ct-zone-y", "6"], ["a", "1"]) }] };
  assert.deepEqual(restoration(wanted, same, { ...nothing, keys }), []);
  const other = { Bridge: [{ _uuid: uuid("1"), ids: map(["ct-zone-y", "6"], ["b", "1"]) }] };
  assert.deepEqual(restoration(wanted, other, { ...nothing, keys }), [
    {
      op: "update",
      table: "Bridge",
      where: where("1"),
      row: { ids: map(["a", "1"], ["ct-zone-y", "6"]) },
    },
  ]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import type { DesiredRow, Row, Shapes } from "../../../../lab/ovsdb/desired.ts";
import { type Current, operationsTo } from "../../../../lab/ovsdb/diff.ts";

const shapes: Shapes = {
  Switch: {
    root: true,
    keyOf: (row) => String(row.name),
    defaults: { name: "", ports: { table: "Port", keys: [] }, ids: { map: {} } },
    foreignKey: (_column, key) => key.startsWith("ovn-"),
  },
  Port: {
    root: false,
    keyOf: (row) => String(row.name),
    keep: (row) => String(row.name).startsWith("tunnel"),
    defaults: { name: "", tag: [], addresses: [] },
  },
};

const desired: DesiredRow[] = [
  { table: "Switch", key: "s", columns: { name: "s", ports: { table: "Port", keys: ["p"] } } },
  { table: "Port", key: "p", columns: { name: "p", addresses: ["m 1"] } },
];

const uuid = (text: string): [string, string] => ["uuid", text];
const port: Row = { _uuid: uuid("u-p"), name: "p", tag: ["set", []], addresses: "m 1" };
const theSwitch: Row = { _uuid: uuid("u-s"), name: "s", ports: uuid("u-p"), ids: ["map", []] };

function from(rows: Record<string, Row[]>): Current {
  return new Map(Object.entries(rows));
}

test("an empty database gets inserts that refer to each other by name", () => {
  assert.deepEqual(operationsTo(desired, from({}), shapes), [
    {
      op: "insert",
      table: "Switch",
      "uuid-name": "row0",
      row: { name: "s", ports: ["set", [["named-uuid", "row1"]]] },
    },
    {
      op: "insert",
      table: "Port",
      "uuid-name": "row1",
      row: { name: "p", addresses: ["set", ["m 1"]] },
    },
  ]);
});

test("nothing is done to what agrees, however a set of one is written", () => {
  const current = from({ Switch: [theSwitch], Port: [port] });
  assert.deepEqual(operationsTo(desired, current, shapes), []);
  const boxed = { ...port, addresses: ["set", ["m 1"]] };
  assert.deepEqual(operationsTo(desired, from({ Switch: [theSwitch], Port: [boxed] }), shapes), []);
});

test("only the columns that differ are written, also those that must be empty", () => {
  const current = from({ Switch: [theSwitch], Port: [{ ...port, tag: 5 }] });
  assert.deepEqual(operationsTo(desired, current, shapes), [
    {
      op: "update",
      table: "Port",
      where: [["_uuid", "==", uuid("u-p")]],
      row: { tag: ["set", []] },
    },
  ]);
});

test("undeclared root rows are deleted; undeclared children go with their reference", () => {
  const alien = { _uuid: uuid("u-x"), name: "x", ports: ["set", []], ids: ["map", []] };
  const child = { ...port, _uuid: uuid("u-c"), name: "c" };
  const both = ["set", [uuid("u-p"), uuid("u-c")]];
  const current = from({ Switch: [alien, { ...theSwitch, ports: both }], Port: [port, child] });
  assert.deepEqual(operationsTo(desired, current, shapes), [
    { op: "delete", table: "Switch", where: [["_uuid", "==", uuid("u-x")]] },
    {
      op: "update",
      table: "Switch",
      where: [["_uuid", "==", uuid("u-s")]],
      row: { ports: ["set", [uuid("u-p")]] },
    },
  ]);
});

test("a second row with the same key is one too many", () => {
  const twin = { ...theSwitch, _uuid: uuid("u-t"), ports: ["set", []] };
  const operations = operationsTo(
    desired,
    from({ Switch: [theSwitch, twin], Port: [port] }),
    shapes,
  );
  assert.deepEqual(operations, [
    { op: "delete", table: "Switch", where: [["_uuid", "==", uuid("u-t")]] },
  ]);
});

test("what other programs keep there stays: their rows, and their keys in maps", () => {
  const tunnel = { ...port, _uuid: uuid("u-tun"), name: "tunnel1" };
  const ids = ["map", [["ovn-installed", "true"]]];
  const ports = ["set", [uuid("u-p"), uuid("u-tun")]];
  const current = from({ Switch: [{ ...theSwitch, ports, ids }], Port: [port, tunnel] });
  assert.deepEqual(operationsTo(desired, current, shapes), []);
});

test("a missing child of a present parent is inserted and referred to", () => {
  const current = from({ Switch: [{ ...theSwitch, ports: ["set", []] }] });
  assert.deepEqual(operationsTo(desired, current, shapes), [
    {
      op: "update",
      table: "Switch",
      where: [["_uuid", "==", uuid("u-s")]],
      row: { ports: ["set", [["named-uuid", "row1"]]] },
    },
    {
      op: "insert",
      table: "Port",
      "uuid-name": "row1",
      row: { name: "p", addresses: ["set", ["m 1"]] },
    },
  ]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { applyRowUpdate } from "../../../../lib/ovsdb/row-update.ts";
import type { ColumnType } from "../../../../lib/ovsdb/value.ts";

const text: ColumnType = { key: "string", value: null, min: 1, max: 1 };

test("a column called as what objects inherit is empty where the server leaves it out", () => {
  const names = ["constructor", "toString", "__proto__", "hasOwnProperty", "name"];
  const columns = new Map(names.map((name) => [name, text]));
  const row = applyRowUpdate(columns, undefined, { insert: { name: "a" } });
  assert.deepEqual(
    names.map((name) => row?.get(name)),
    ["", "", "", "", "a"],
  );
  const wire = JSON.parse('{"initial": {"constructor": "b", "__proto__": "c"}}');
  const given = applyRowUpdate(columns, undefined, wire);
  assert.deepEqual([given?.get("constructor"), given?.get("__proto__")], ["b", "c"]);
});

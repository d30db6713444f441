import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { OvsdbError } from "../../../../lib/ovsdb/ovsdb-error.ts";
import {
  applyDifference,
  type ColumnType,
  decodeValue,
  defaultValue,
} from "../../../../lib/ovsdb/value.ts";

const text: ColumnType = { key: "string", value: null, min: 1, max: 1 };
const optional: ColumnType = { key: "uuid", value: null, min: 0, max: 1 };
const set: ColumnType = { key: "integer", value: null, min: 0, max: Infinity };
const map: ColumnType = { key: "string", value: "string", min: 0, max: Infinity };

test("every wire form of RFC 7047 section 5.1 is decoded by the column's type", () => {
  const uuid = "25f85f8c-5b0c-4f0c-a2ea-3a1f4d9e2c11";
  assert.equal(decodeValue(text, "x"), "x");
  assert.equal(decodeValue(optional, ["set", []]), null);
  assert.equal(decodeValue(optional, ["uuid", uuid]), uuid);
  assert.equal(decodeValue(optional, ["set", [["uuid", uuid]]]), uuid);
  assert.deepEqual(decodeValue(set, 7), [7]);
  assert.deepEqual(decodeValue(set, ["set", [7, 8]]), [7, 8]);
  assert.deepEqual(decodeValue(map, ["map", [["__proto__", "x"]]]), new Map([["__proto__", "x"]]));
});

test("a value of another type is an error, not a guess", () => {
  const wrong: readonly (readonly [ColumnType, unknown])[] = [
    [text, 1],
    [text, null],
    [text, ["set", []]],
    [optional, "not a uuid"],
    [
      optional,
      [
        "set",
        [
          ["uuid", "a"],
          ["uuid", "b"],
        ],
      ],
    ],
    [set, ["set", ["1"]]],
    [set, undefined],
    [map, ["set", []]],
    [map, ["map", [["only-a-key"]]]],
  ];
  for (const [type, wire] of wrong) assert.throws(() => decodeValue(type, wire), OvsdbError);
});

test("an absent column has the default of its type", () => {
  assert.equal(defaultValue(text), "");
  assert.equal(defaultValue(optional), null);
  assert.deepEqual(defaultValue(set), []);
  assert.deepEqual(defaultValue(map), new Map());
});

test("a difference turns the old set or map into the new one", () => {
  const numbers = fc.uniqueArray(fc.integer({ min: 0, max: 20 }));
  fc.assert(
    fc.property(numbers, numbers, (before, after) => {
      const diff = [
        ...before.filter((one) => !after.includes(one)),
        ...after.filter((one) => !before.includes(one)),
      ];
      const got = applyDifference(set, before, diff);
      assert.deepEqual(new Set(Array.isArray(got) ? got : []), new Set(after));
    }),
  );
  const old = new Map([
    ["removed", "1"],
    ["changed", "1"],
    ["same", "1"],
  ]);
  const diff = new Map([
    ["removed", "1"],
    ["changed", "2"],
    ["added", "3"],
  ]);
  const wanted = new Map([
    ["changed", "2"],
    ["same", "1"],
    ["added", "3"],
  ]);
  assert.deepEqual(applyDifference(map, old, diff), wanted);
  assert.equal(applyDifference(optional, "a", null), null);
  assert.equal(applyDifference(text, "a", "b"), "b");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentValues } from "../../../lib/recent-values.ts";

const past = new Date(0);

test("remembers what a row had, one for each change, oldest first", () => {
  const recent = new RecentValues();
  for (const value of ["node1", "node2", "node1"]) recent.changed("row", value);
  assert.deepEqual(recent.since("row", past), ["node1", "node2", "node1"]);
  assert.deepEqual(recent.since("other", past), []);
});

test("what was over before a time is not of that time", () => {
  const recent = new RecentValues();
  recent.changed("row", "node1");
  assert.deepEqual(recent.since("row", new Date(Date.now() + 60_000)), []);
});

test("keeps a bounded number of changes and of rows", () => {
  const recent = new RecentValues();
  for (let count = 0; count < 100; count++) recent.changed("row", String(count));
  assert.equal(recent.since("row", past).at(-1), "99");
  assert.ok(recent.since("row", past).length < 100);
  for (let row = 0; row < 5_000; row++) recent.changed(`row${row}`, "x");
  assert.deepEqual(recent.since("row", past), []);
  assert.deepEqual(recent.since("row4999", past), ["x"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleOf } from "../../seed.ts";

const items = Array.from({ length: 300 }, (_, index) => index);

test("a sample is the same for the same seed, in order, and another for another", () => {
  const [one, again, other] = [
    sampleOf(items, 20, 7),
    sampleOf(items, 20, 7),
    sampleOf(items, 20, 8),
  ];
  assert.deepEqual(one, again);
  assert.notDeepEqual(one, other);
  assert.deepEqual(
    one,
    [...one].sort((a, b) => a - b),
  );
  assert.equal(new Set(one).size, 20);
});

test("every item has its turn", () => {
  const taken = new Set(items.flatMap((seed) => sampleOf(items, 20, seed)));
  assert.equal(taken.size, items.length);
  assert.deepEqual(sampleOf(items, 1_000, 3), items);
});

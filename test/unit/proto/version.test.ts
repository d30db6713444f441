import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { agreedProtocol, rangeText } from "../../../proto/version.ts";

const range = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.nat(4))
  .map(([oldest, more]) => ({ oldest, newest: oldest + more }));

test("the newest version that both speak, whoever asks", () => {
  fc.assert(
    fc.property(range, range, (one, other) => {
      const both = [...Array(20).keys()].filter((version) =>
        [one, other].every(({ oldest, newest }) => oldest <= version && version <= newest),
      );
      assert.equal(agreedProtocol(one, other), both.at(-1) ?? null);
      assert.equal(agreedProtocol(other, one), agreedProtocol(one, other));
    }),
  );
});

test("ranges are told as people write them", () => {
  assert.equal(rangeText({ oldest: 2, newest: 2 }), "2");
  assert.equal(rangeText({ oldest: 1, newest: 3 }), "1 to 3");
});

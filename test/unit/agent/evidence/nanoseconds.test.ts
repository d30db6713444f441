import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Nanoseconds } from "../../../../agent/evidence/nanoseconds.ts";

test("nanoseconds since 1970, whatever second comes after which", () => {
  const times = fc.tuple(fc.nat(2 ** 32 - 1), fc.nat(999_999_999));
  const property = fc.property(fc.array(times, { minLength: 1 }), (list) => {
    const time = new Nanoseconds();
    const view = new DataView(new ArrayBuffer(16));
    for (const [seconds, nanoseconds] of list) {
      time.write(view, 4, seconds, nanoseconds);
      const expected = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
      assert.equal(view.getBigUint64(4), expected);
    }
  });
  fc.assert(property, { numRuns: 1_000 });
});

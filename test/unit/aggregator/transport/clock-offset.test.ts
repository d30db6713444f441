import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ClockOffset } from "../../../../aggregator/transport/clock-offset.ts";

test("the estimate is the offset less the smallest delay of the last messages", () => {
  const delays = fc.array(fc.integer({ min: 0, max: 10_000 }), { minLength: 1, maxLength: 16 });
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e6 }), delays, (offset, waits) => {
      const clock = new ClockOffset();
      for (const wait of waits) clock.add(2e6 + offset, 2e6 + wait);
      assert.equal(clock.milliseconds, offset - Math.min(...waits));
    }),
  );
});

test("follows a clock that is set, and takes no time for no clock", () => {
  const clock = new ClockOffset();
  clock.add(0, 1_000);
  assert.equal(clock.milliseconds, 0);
  for (let message = 0; message < 20; message += 1) clock.add(9_000, 1_000);
  for (let message = 0; message < 16; message += 1) clock.add(2_000, 1_000);
  assert.equal(clock.milliseconds, 1_000);
});

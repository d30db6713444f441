import assert from "node:assert/strict";
import { test } from "node:test";
import { wallClockUs } from "../../../lib/wall-clock.ts";

test("is the system's clock, between two whole milliseconds", () => {
  for (let reading = 0; reading < 10_000; reading += 1) {
    const before = Date.now();
    const us = wallClockUs();
    const after = Date.now();
    // A process that was held up while it looked may be late by what it was held up.
    assert.ok(us >= before * 1_000 - 1_000 && us <= (after + 1) * 1_000 + 1_000, `${us}`);
  }
});

test("goes on by less than a millisecond", () => {
  const steps = new Set<number>();
  let last = wallClockUs();
  for (let reading = 0; reading < 1_000; reading += 1) {
    const us = wallClockUs();
    if (us > last) steps.add(us - last);
    last = us;
  }
  assert.ok([...steps].some((step) => step < 500));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { narrowerReading } from "../../../../aggregator/transport/clock-reading.ts";

const slow = { askedMs: 1_000, agentMs: 1_290, answeredMs: 1_300 };

test("of two readings the one that is known more closely", () => {
  const closer = narrowerReading(slow, { offsetMs: 5, errorMs: 2 });
  assert.deepEqual(closer, { askedMs: 1_298, agentMs: 1_305, answeredMs: 1_302 });
  assert.equal(narrowerReading(slow, { offsetMs: 5, errorMs: 400 }), slow);
});

test("whichever there is", () => {
  assert.equal(narrowerReading(slow, null), slow);
  assert.equal(narrowerReading(null, null), null);
  const alone = narrowerReading(null, { offsetMs: 7, errorMs: 1 });
  assert.equal((alone?.agentMs ?? 0) - ((alone?.askedMs ?? 0) + 1), 7);
});

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { inParallel } from "../../../lib/in-parallel.ts";

describe("work in parallel", () => {
  test("keeps the order and the limit, whatever takes how long", async () => {
    const items = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 5 }), async (ticks, limit) => {
        let [running, most] = [0, 0];
        const results = await inParallel(
          [...ticks.entries()],
          async ([index, wait]) => {
            running += 1;
            most = Math.max(most, running);
            for (let i = 0; i < wait; i += 1) await null;
            running -= 1;
            return index;
          },
          limit,
        );
        assert.deepEqual(results, [...ticks.keys()]);
        assert.ok(most <= limit);
      }),
    );
  });

  test("fails with the first failure, starts nothing more and waits for what runs", async () => {
    const ended: number[] = [];
    const work = async (item: number): Promise<void> => {
      if (item === 2) throw new RangeError("two");
      for (let i = 0; i < 20; i += 1) await null;
      ended.push(item);
    };
    await assert.rejects(inParallel([1, 2, 3, 4, 5], work, 2), /two/);
    const before = [...ended];
    await new Promise(setImmediate);
    assert.deepEqual(ended, before);
    assert.ok(before.includes(1) && !before.includes(5), `ended: ${before}`);
  });
});

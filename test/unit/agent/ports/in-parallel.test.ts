import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { inParallel } from "../../../../agent/ports/in-parallel.ts";

describe("work in parallel", () => {
  test("keeps the order and the limit, whatever takes how long", async () => {
    const items = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 5 }), async (ticks, limit) => {
        let [running, most] = [0, 0];
        const results = await inParallel([...ticks.entries()], limit, async ([index, wait]) => {
          running += 1;
          most = Math.max(most, running);
          for (let i = 0; i < wait; i += 1) await null;
          running -= 1;
          return index;
        });
        assert.deepEqual(results, [...ticks.keys()]);
        assert.ok(most <= limit);
      }),
    );
  });

  test("fails with the first failure", async () => {
    const work = async (item: number): Promise<number> => {
      if (item === 2) throw new RangeError("two");
      return item;
    };
    await assert.rejects(inParallel([1, 2, 3], 2, work), /two/);
  });
});

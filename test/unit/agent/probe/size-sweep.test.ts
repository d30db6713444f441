import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { narrowed, sizesBetween, sweepSizes } from "../../../../agent/probe/size-sweep.ts";
import { sweepLimits } from "../../../../agent/probe/sweep-limits.ts";
import type { SentAttempt } from "../../../../proto/wire/probe.ts";

/** A path that passes packets of up to `mtu` bytes. */
function pathOf(mtu: number): (sizes: readonly number[]) => Promise<SentAttempt[]> {
  return async (sizes) => sizes.map((size) => attempt(size, size <= mtu));
}

function attempt(packetBytes: number, isAnswered: boolean): SentAttempt {
  return { packetBytes, outcome: isAnswered ? "answered" : "timeout" };
}

describe("a sweep of sizes", () => {
  test("finds the largest packet that passes, to the byte, up to jumbo frames", async () => {
    const mtu = fc.integer({ min: 84, max: 8_999 });
    await fc.assert(
      fc.asyncProperty(mtu, fc.integer({ min: 1, max: 1_000 }), async (passes, more) => {
        const range = { passes: 84, fails: Math.min(9_000, passes + more) };
        const attempts = await sweepSizes(range, pathOf(passes));
        assert.equal(narrowed(range, attempts).passes, passes);
        assert.ok(attempts.length <= sweepLimits.perRound * sweepLimits.rounds);
      }),
    );
  });

  test("tries sizes inside the range only, each once, in order", () => {
    fc.assert(
      fc.property(fc.nat(9_000), fc.nat(9_000), fc.integer({ min: 1, max: 64 }), (a, b, count) => {
        const range = { passes: Math.min(a, b), fails: Math.max(a, b) };
        const sizes = sizesBetween(range, count);
        assert.equal(new Set(sizes).size, sizes.length);
        assert.deepEqual(
          [...sizes].sort((one, other) => one - other),
          sizes,
        );
        assert.ok(sizes.every((size) => size > range.passes && size < range.fails));
        assert.equal(sizes.length, Math.min(count, Math.max(0, range.fails - range.passes - 1)));
      }),
    );
  });

  test("one size that is lost by chance does not hide a larger one that passed", () => {
    const attempts = [attempt(300, true), attempt(600, false), attempt(900, true)];
    const range = narrowed({ passes: 84, fails: 1_400 }, [...attempts, attempt(1_200, false)]);
    assert.deepEqual(range, { passes: 900, fails: 1_200 });
  });

  test("sends nothing where nothing is between", async () => {
    assert.deepEqual(await sweepSizes({ passes: 84, fails: 85 }, pathOf(84)), []);
  });
});

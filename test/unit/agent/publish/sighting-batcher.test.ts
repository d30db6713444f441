import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { SightingBatcher } from "../../../../agent/publish/sighting-batcher.ts";
import type { Sighting } from "../../../../proto/records/sighting.ts";

/** The batcher looks at nothing in a sighting: a number tells them apart. */
function sighting(length: number): Sighting {
  return { length } as Sighting;
}

const pack = (sightings: readonly Sighting[]): Uint8Array =>
  Uint8Array.from(sightings, ({ length }) => length);

describe("the sighting batcher", () => {
  test("sends a batch when it is full, and the rest on flush", () => {
    const batches: number[][] = [];
    const offer = (records: Uint8Array): boolean => batches.push([...records]) > 0;
    const batcher = new SightingBatcher({ pack, offer, maxRecords: 2 });
    for (const length of [1, 2, 3]) batcher.add(sighting(length));
    assert.deepEqual(batches, [[1, 2]]);
    batcher.flush();
    assert.deepEqual(batches, [[1, 2], [3]]);
    assert.equal(batcher.sent, 3);
  });

  test("sends what waits after the delay, and only then", async () => {
    const batcher = await new Promise<SightingBatcher>((resolve) => {
      const offer = (): boolean => {
        setImmediate(() => resolve(waiting));
        return true;
      };
      const waiting = new SightingBatcher({ pack, offer, maxDelayMs: 10 });
      waiting.add(sighting(1));
      assert.equal(waiting.sent, 0);
    });
    assert.equal(batcher.sent, 1);
  });

  test("does not send an empty batch", () => {
    const batcher = new SightingBatcher({ pack, offer: () => assert.fail("offered") });
    batcher.flush();
    assert.equal(batcher.sent, 0);
  });

  test("loses only the record that does not fit", () => {
    const sent: number[] = [];
    const batcher = new SightingBatcher({
      pack: (sightings) => {
        if (sightings.some(({ length }) => length === 2)) throw new RangeError("does not fit");
        return pack(sightings);
      },
      offer: (records) => sent.push(...records) > 0,
    });
    for (const length of [1, 2, 3]) batcher.add(sighting(length));
    batcher.flush();
    assert.deepEqual(sent, [1, 3]);
    assert.deepEqual([batcher.sent, batcher.refused], [2, 1]);
  });

  test("counts every record once, whatever is refused", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean()), fc.integer({ min: 0, max: 50 }), (answers, count) => {
        let accepted = 0;
        const offer = (_records: Uint8Array, records: number): boolean => {
          const isTaken = answers.shift() ?? true;
          if (isTaken) accepted += records;
          return isTaken;
        };
        const batcher = new SightingBatcher({ pack, offer, maxRecords: 3 });
        for (let i = 0; i < count; i += 1) batcher.add(sighting(1));
        batcher.flush();
        assert.equal(batcher.sent, accepted);
        assert.equal(batcher.sent + batcher.refused, count);
      }),
    );
  });
});

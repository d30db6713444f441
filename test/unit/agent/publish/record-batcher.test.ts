import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { RecordBatcher } from "../../../../agent/publish/record-batcher.ts";
import { recordBytes } from "../../../../proto/records/layout.ts";
import { sightingsIn } from "../../../../proto/records/record.ts";
import { icmp, ipv4, sll2 } from "../packet/build.ts";
import { decodeBytes } from "../packet/decode-bytes.ts";

/** An echo request, told from others by its sequence number. */
function packet(sequence: number) {
  const rest = [0, 77, sequence >> 8, sequence & 0xff];
  return decodeBytes(sll2(ipv4(icmp(8, 0, rest), { protocol: 1 })));
}

/** Sequence numbers of a batch. */
function sequences(records: Uint8Array): (number | null | undefined)[] {
  return sightingsIn(records).map(({ ip }) => ip?.icmpSequence);
}

describe("the record batcher", () => {
  test("sends a batch when it is full, and the rest on flush", () => {
    const batches: Uint8Array[] = [];
    const offer = (records: Uint8Array): boolean => batches.push(records) > 0;
    const batcher = new RecordBatcher({ offer, maxRecords: 2 });
    for (const sequence of [1, 2, 3]) batcher.add(packet(sequence));
    assert.deepEqual(batches.map(sequences), [[1, 2]]);
    batcher.flush();
    assert.deepEqual(batches.map(sequences), [[1, 2], [3]]);
    assert.equal(batcher.sent, 3);
  });

  test("sends what waits after the delay, and only then", async () => {
    const batcher = await new Promise<RecordBatcher>((resolve) => {
      const offer = (): boolean => {
        setImmediate(() => resolve(waiting));
        return true;
      };
      const waiting = new RecordBatcher({ offer, maxDelayMs: 10 });
      waiting.add(packet(1));
      assert.equal(waiting.sent, 0);
    });
    assert.equal(batcher.sent, 1);
  });

  test("does not send an empty batch", () => {
    const batcher = new RecordBatcher({ offer: () => assert.fail("offered") });
    batcher.flush();
    assert.equal(batcher.sent, 0);
  });

  test("a batch that was given away is nobody else's: later records do not touch it", () => {
    const property = fc.property(fc.array(fc.boolean(), { maxLength: 40 }), (flushes) => {
      const batches: Uint8Array[] = [];
      const offer = (records: Uint8Array): boolean => batches.push(records) > 0;
      const batcher = new RecordBatcher({ offer, maxRecords: 4 });
      for (const [sequence, isFlushed] of flushes.entries()) {
        batcher.add(packet(sequence));
        if (isFlushed) batcher.flush();
      }
      batcher.flush();
      const seen = batches.flatMap(sequences);
      assert.deepEqual(seen, [...flushes.keys()]);
      // What takes room is what was sent, not what there was room for.
      for (const records of batches) assert.equal(records.buffer.byteLength, records.length);
      for (const records of batches) assert.equal(records.length % recordBytes, 0);
    });
    fc.assert(property);
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
        const batcher = new RecordBatcher({ offer, maxRecords: 3 });
        for (let i = 0; i < count; i += 1) batcher.add(packet(i));
        batcher.flush();
        assert.equal(batcher.sent, accepted);
        assert.equal(batcher.sent + batcher.refused, count);
      }),
    );
  });
});

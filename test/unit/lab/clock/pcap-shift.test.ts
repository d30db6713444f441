import assert from "node:assert/strict";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import fc from "fast-check";
import { PcapShift } from "../../../../lab/clock/pcap-shift.ts";

interface Format {
  readonly magic: number;
  readonly bigEndian: boolean;
}

interface Recorded {
  readonly seconds: number;
  readonly fraction: number;
  readonly bytes: Uint8Array;
}

function stream({ magic, bigEndian }: Format, records: readonly Recorded[]): Buffer {
  const numbers = (...values: readonly number[]): Buffer => {
    const buffer = Buffer.alloc(values.length * 4);
    for (const [index, value] of values.entries()) {
      if (bigEndian) buffer.writeUInt32BE(value, index * 4);
      else buffer.writeUInt32LE(value, index * 4);
    }
    return buffer;
  };
  return Buffer.concat([
    numbers(magic, 4, 0, 0, 262_144, 276),
    ...records.flatMap(({ seconds, fraction, bytes }) => [
      numbers(seconds, fraction, bytes.length, bytes.length + 7),
      bytes,
    ]),
  ]);
}

async function shifted(chunks: readonly Uint8Array[], seconds: number): Promise<Buffer> {
  const shift = new PcapShift(seconds);
  for (const chunk of chunks) shift.write(Buffer.from(chunk));
  shift.end();
  return buffer(shift);
}

const formats = fc.record({
  magic: fc.constantFrom(0xa1b2c3d4, 0xa1b23c4d),
  bigEndian: fc.boolean(),
});
const records = fc.array(
  fc.record({
    seconds: fc.integer({ min: 1_000_000, max: 2_000_000_000 }),
    fraction: fc.integer({ min: 0, max: 999_999_999 }),
    bytes: fc.uint8Array({ maxLength: 60 }),
  }),
  { maxLength: 6 },
);
const sizes = fc.integer({ min: 1, max: 64 });
const offsets = fc.integer({ min: -100_000, max: 100_000 });

test("every packet is moved by the seconds, and nothing else, in pieces of any size", async () => {
  await fc.assert(
    fc.asyncProperty(formats, records, offsets, sizes, async (format, all, offset, size) => {
      const bytes = stream(format, all);
      const chunks = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      const moved = all.map((one) => ({ ...one, seconds: one.seconds + offset }));
      assert.deepEqual(await shifted(chunks, offset), stream(format, moved));
    }),
    { numRuns: 60 },
  );
});

test("a stream that is cut anywhere keeps its length, and what is whole is moved", async () => {
  const format = { magic: 0xa1b2c3d4, bigEndian: false };
  const one = { seconds: 1_700_000_000, fraction: 5, bytes: new Uint8Array(20).fill(9) };
  const own = stream(format, [one, one]);
  const moved = stream(format, [
    { ...one, seconds: 1_700_000_005 },
    { ...one, seconds: 1_700_000_005 },
  ]);
  for (let length = 0; length <= own.length; length += 1) {
    const got = await shifted([own.subarray(0, length)], 5);
    assert.equal(got.length, length);
    const headers = [24, 24 + 16 + 20].filter((at) => at + 16 <= length);
    for (const at of headers) assert.equal(got.readUInt32LE(at), moved.readUInt32LE(at));
  }
});

test("what is not pcap passes as it is", async () => {
  const words = Buffer.from("(000) ldh [0]\n(001) jeq #0x800 jt 2 jf 3\n".repeat(5));
  assert.deepEqual(await shifted([words], 5), words);
});

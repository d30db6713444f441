import assert from "node:assert/strict";
import type { EventEmitter } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Readable } from "node:stream";
import { test } from "node:test";
import fc from "fast-check";
import { PcapError, type PcapErrorType } from "../../../../agent/packet/pcap-format.ts";
import { PcapReader } from "../../../../agent/packet/pcap-reader.ts";

interface Copy {
  readonly data: string;
  readonly originalLength: number;
  readonly seconds: number;
  readonly nanoseconds: number;
}

interface FileOptions {
  readonly littleEndian?: boolean;
  readonly nanoseconds?: boolean;
  readonly snapLength?: number;
  readonly version?: readonly [number, number];
}

/** A capture file of these records, written by a DataView. */
function file(records: readonly Copy[], options: FileOptions = {}): Uint8Array {
  const little = options.littleEndian ?? true;
  const bodies = records.map(({ data }) => Buffer.from(data, "hex"));
  const total = bodies.reduce((sum, body) => sum + 16 + body.length, 24);
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, options.nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4, little);
  view.setUint16(4, options.version?.[0] ?? 2, little);
  view.setUint16(6, options.version?.[1] ?? 4, little);
  view.setUint32(16, options.snapLength ?? 200, little);
  view.setUint32(20, 276, little);
  let at = 24;
  records.forEach((record, index) => {
    const body = bodies[index] ?? Buffer.alloc(0);
    view.setUint32(at, record.seconds, little);
    view.setUint32(at + 4, record.nanoseconds / (options.nanoseconds ? 1 : 1000), little);
    view.setUint32(at + 8, body.length, little);
    view.setUint32(at + 12, record.originalLength, little);
    bytes.set(body, at + 16);
    at += 16 + body.length;
  });
  return bytes;
}

function collector(): { readonly reader: PcapReader; readonly copies: Copy[] } {
  const copies: Copy[] = [];
  const reader = new PcapReader((record) => {
    const { bytes, offset, capturedLength, originalLength, seconds, nanoseconds } = record;
    const data = Buffer.from(bytes.subarray(offset, offset + capturedLength)).toString("hex");
    assert.equal(record.view.byteLength, bytes.length);
    copies.push({ data, originalLength, seconds, nanoseconds });
  });
  return { reader, copies };
}

function readIn(bytes: Uint8Array, chunkBytes: number): Copy[] {
  const { reader, copies } = collector();
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // A copy of its own, overwritten afterwards: nothing may be kept without copying.
    const chunk = bytes.slice(at, at + chunkBytes);
    reader.push(chunk);
    chunk.fill(0xee);
  }
  reader.end();
  return copies;
}

function failure(action: () => void): PcapErrorType {
  try {
    action();
  } catch (error) {
    if (error instanceof PcapError) return error.type;
    throw error;
  }
  throw new Error("nothing was thrown");
}

const records: readonly Copy[] = [
  { data: "0102030405", originalLength: 5, seconds: 1, nanoseconds: 999_999_000 },
  { data: "", originalLength: 60, seconds: 0xffffffff, nanoseconds: 0 },
  { data: "ab".repeat(200), originalLength: 9000, seconds: 1_795_335_775, nanoseconds: 1000 },
];

test("reads both byte orders and both resolutions, whole and in chunks of every size", () => {
  for (const littleEndian of [true, false]) {
    for (const nanoseconds of [true, false]) {
      const bytes = file(records, { littleEndian, nanoseconds });
      for (let size = 1; size <= bytes.length; size += 1) {
        assert.deepEqual(readIn(bytes, size), records, `chunks of ${size}`);
      }
    }
  }
});

test("says how many bytes a stream lost that is cut at any length", () => {
  const bytes = file(records);
  const ends = [24, 24 + 16 + 5, 24 + 16 + 5 + 16, bytes.length];
  for (let length = 0; length <= bytes.length; length += 1) {
    const { reader, copies } = collector();
    reader.push(bytes.subarray(0, length));
    const whole = ends.filter((end) => end <= length).length - 1;
    assert.equal(copies.length, Math.max(whole, 0));
    const clean = ends.includes(length);
    if (clean) {
      reader.end();
      continue;
    }
    const type = failure(() => reader.end());
    assert.ok(type.code === "TRUNCATED");
    assert.equal(type.lostBytes, length - (ends[whole] ?? 0));
    assert.ok(type.missingBytes > 0);
    assert.equal(type.records, Math.max(whole, 0));
  }
});

test("copies only what is split over chunks", () => {
  const bytes = file(records);
  const { reader } = collector();
  reader.push(bytes.subarray(0, 24 + 16 + 5 + 3));
  reader.push(bytes.subarray(24 + 16 + 5 + 3));
  assert.deepEqual(reader.stats, { records: 3, bytes: bytes.length, copiedBytes: 24 + 16 });
});

test("a length beyond the snap length is an error, and stays one", () => {
  const bytes = file(records, { snapLength: 199 });
  for (const size of [bytes.length, 1, 7]) {
    const { reader, copies } = collector();
    const type = failure(() => {
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    });
    const expected = { code: "RECORD_TOO_LONG", record: 3, capturedLength: 200, maxLength: 199 };
    assert.deepEqual(type, expected);
    assert.equal(copies.length, 2);
    assert.deepEqual(
      failure(() => reader.push(bytes)),
      expected,
    );
    assert.deepEqual(
      failure(() => reader.end()),
      expected,
    );
  }
});

test("a header without a snap length does not lift the limit of a record", () => {
  for (const snapLength of [0, 0xffffffff]) {
    const bytes = file(records, { snapLength });
    assert.equal(readIn(bytes, 11).length, 3);
    const tooLong = bytes.slice();
    new DataView(tooLong.buffer).setUint32(24 + 8, 0xffffffff, true);
    const type = failure(() => collector().reader.push(tooLong));
    assert.ok(type.code === "RECORD_TOO_LONG");
    assert.equal(type.maxLength, 262_144);
  }
});

test("refuses other files, other versions and impossible timestamps", () => {
  const { reader } = collector();
  const pcapng = Uint8Array.from([0x0a, 0x0d, 0x0d, 0x0a, ...new Array<number>(20).fill(0)]);
  assert.deepEqual(
    failure(() => reader.push(pcapng)),
    { code: "NOT_PCAP", magic: 0x0a0d0d0a },
  );
  for (const version of [
    [3, 4],
    [2, 3],
    [3, 3],
  ] as const) {
    const type = failure(() => collector().reader.push(file([], { version })));
    assert.deepEqual(type, { code: "UNSUPPORTED_VERSION", major: version[0], minor: version[1] });
  }
  const late = file([{ data: "", originalLength: 0, seconds: 1, nanoseconds: 1_000_000_000 }]);
  const type = failure(() => collector().reader.push(late));
  assert.deepEqual(type, { code: "BAD_TIMESTAMP", record: 1, fraction: 1_000_000 });
});

test("nothing follows an end, or a visitor that threw", () => {
  const { reader } = collector();
  reader.push(file(records));
  reader.end();
  assert.equal(failure(() => reader.push(new Uint8Array(1))).code, "ENDED");
  const angry = new PcapReader(() => {
    throw new RangeError("visitor");
  });
  assert.throws(() => angry.push(file(records)), RangeError);
  assert.equal(failure(() => angry.push(file(records))).code, "ENDED");
});

test("any bytes in any chunks end in records or a typed error", () => {
  const noise = fc.uint8Array({ maxLength: 400 });
  const property = fc.property(
    noise,
    fc.boolean(),
    fc.integer({ min: 1, max: 50 }),
    (tail, ok, size) => {
      const bytes = ok ? Uint8Array.from([...file(records.slice(0, 1)), ...tail]) : tail;
      const { reader } = collector();
      try {
        for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
        reader.end();
      } catch (error) {
        assert.ok(error instanceof PcapError);
      }
    },
  );
  fc.assert(property, { numRuns: 500 });
});

/** pcap-parser is CommonJS and has no types of its own. */
interface Oracle {
  parse(stream: Readable): EventEmitter;
}
const pcapParser = createRequire(import.meta.url)("pcap-parser") as Oracle;

interface OraclePacket {
  readonly header: {
    readonly timestampSeconds: number;
    readonly timestampMicroseconds: number;
    readonly originalLength: number;
  };
  readonly data: Buffer;
}

function oracle(bytes: Uint8Array): Promise<Copy[]> {
  const copies: Copy[] = [];
  const parser = pcapParser.parse(Readable.from([Buffer.from(bytes)], { objectMode: false }));
  return new Promise((resolve, reject) => {
    parser.on("packet", ({ header, data }: OraclePacket) => {
      copies.push({
        data: data.toString("hex"),
        originalLength: header.originalLength,
        seconds: header.timestampSeconds,
        nanoseconds: header.timestampMicroseconds * 1000,
      });
    });
    parser.on("end", () => resolve(copies));
    parser.on("error", reject);
  });
}

test("frames as pcap-parser does, where that can read the stream", async () => {
  const real = ["ping-cross-node", "tcp-udp-cross-node", "veth-ethernet"].map((name) => {
    const path = `../../../fixtures/pcap/${name}.tcpdump-4.99.3.pcap`;
    return new Uint8Array(readFileSync(new URL(path, import.meta.url)));
  });
  for (const bytes of [file(records), file(records, { littleEndian: false }), ...real]) {
    const expected = await oracle(bytes);
    assert.ok(expected.length > 0);
    assert.deepEqual(readIn(bytes, 113), expected);
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { JsonSplitter } from "../../../../lib/ovsdb/json-splitter.ts";
import { OvsdbError } from "../../../../lib/ovsdb/ovsdb-error.ts";

const messages = fc.array(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), {
  maxLength: 8,
});

test("messages come out whole however the stream is cut and whatever is between them", () => {
  fc.assert(
    fc.property(messages, fc.constantFrom("", "\n", " \r\n\t"), fc.nat(), (wanted, gap, seed) => {
      const stream = Buffer.from(wanted.map((one) => JSON.stringify(one)).join(gap) + gap);
      const splitter = new JsonSplitter(1 << 20);
      const got: unknown[] = [];
      for (let offset = 0, step = seed; offset < stream.length; ) {
        step = (step * 1_103_515_245 + 12_345) % 2 ** 31;
        const end = offset + 1 + (step % 17);
        for (const text of splitter.push(stream.subarray(offset, end))) got.push(JSON.parse(text));
        offset = end;
      }
      assert.deepEqual(got, JSON.parse(JSON.stringify(wanted)));
      assert.equal(splitter.pendingBytes, 0);
    }),
  );
});

test("braces and quotes in strings do not count, cut at every length and byte by byte", () => {
  const text = String.raw`{"a":"}{\"[\\","b":[{"c":"é🙂]"}]}`;
  const bytes = Buffer.from(text);
  for (let cut = 0; cut <= bytes.length; cut++) {
    const splitter = new JsonSplitter(1_000);
    const got = [...splitter.push(bytes.subarray(0, cut)), ...splitter.push(bytes.subarray(cut))];
    assert.deepEqual(got, [text]);
  }
  const splitter = new JsonSplitter(1_000);
  const got = [...bytes].flatMap((byte) => splitter.push(Uint8Array.of(byte)));
  assert.deepEqual(got, [text]);
});

test("a message longer than the bound is an error, in one chunk or in many", () => {
  const isTooLarge = (thrown: unknown): boolean =>
    thrown instanceof OvsdbError && thrown.type.code === "MESSAGE_TOO_LARGE";
  const bytes = Buffer.from(`{"a":"${"x".repeat(100)}"}`);
  assert.throws(() => new JsonSplitter(bytes.length - 1).push(bytes), isTooLarge);
  assert.equal(new JsonSplitter(bytes.length).push(bytes).length, 1);
  const splitter = new JsonSplitter(50);
  assert.throws(() => {
    for (const byte of bytes) splitter.push(Uint8Array.of(byte));
  }, isTooLarge);
});

test("what is no object between two messages is an error", () => {
  for (const text of ["]", "x", '{"a":1}}', "[1]", "HTTP/1.1 400"]) {
    assert.throws(() => new JsonSplitter(1_000).push(Buffer.from(text)), OvsdbError);
  }
});

test("the time for a message grows with its length, not with its square, in small chunks", () => {
  const bytes = Buffer.from(`{"a":"${"x".repeat(4 * 1024 * 1024)}"}`);
  const splitter = new JsonSplitter(bytes.length);
  const startedAt = performance.now();
  const got: string[] = [];
  for (let at = 0; at < bytes.length; at += 64)
    got.push(...splitter.push(bytes.subarray(at, at + 64)));
  assert.equal(got.length, 1);
  assert.ok(performance.now() - startedAt < 2_000, "64 KiB chunks re-scanned would take minutes");
});

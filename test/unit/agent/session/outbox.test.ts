import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { Outbox } from "../../../../agent/session/outbox.ts";
import { SessionError } from "../../../../agent/session/session-error.ts";
import type { SessionRequest } from "../../../../proto/gen/tapline/v1/SessionRequest.ts";

/** A stream that is full after `room` messages, until it is drained. */
class FakeStream {
  readonly written: number[] = [];
  room: number;
  #drain: () => void = () => {};

  constructor(room: number) {
    this.room = room;
  }

  write(message: SessionRequest): boolean {
    this.written.push(message.reply?.id ?? -1);
    this.room -= 1;
    return this.room > 0;
  }

  on(_event: "drain", listener: () => void): void {
    this.#drain = listener;
  }

  drain(room: number): void {
    this.room = room;
    this.#drain();
  }
}

const message = (id: number): SessionRequest => ({ reply: { id } });
const never = new AbortController().signal;

describe("the outbox", () => {
  test("writes through while the stream takes it", () => {
    const stream = new FakeStream(10);
    const outbox = new Outbox(stream);
    assert.ok(outbox.offer(message(1)));
    assert.deepEqual(stream.written, [1]);
    assert.equal(outbox.length, 0);
  });

  test("refuses and counts at the limit of messages", () => {
    const stream = new FakeStream(1);
    const outbox = new Outbox(stream, { maxMessages: 2, maxBytes: 1_000 });
    assert.deepEqual(
      [1, 2, 3, 4].map((id) => outbox.offer(message(id))),
      [true, true, true, false],
    );
    assert.equal(outbox.refused, 1);
    stream.drain(10);
    assert.deepEqual(stream.written, [1, 2, 3]);
  });

  test("refuses records beyond the limit of bytes, and takes small messages still", () => {
    const stream = new FakeStream(1);
    const outbox = new Outbox(stream, { maxMessages: 10, maxBytes: 100 });
    outbox.offer(message(0));
    assert.ok(outbox.offer(message(1), 60));
    assert.equal(outbox.offer(message(2), 60), false);
    assert.ok(outbox.offer(message(3)));
  });

  test("makes put wait for room, in order, ahead of later offers", async () => {
    const stream = new FakeStream(1);
    const outbox = new Outbox(stream, { maxMessages: 1, maxBytes: 100 });
    outbox.offer(message(1));
    outbox.offer(message(2));
    const third = outbox.put(message(3), never);
    assert.equal(outbox.offer(message(4)), false);
    stream.drain(10);
    await third;
    assert.deepEqual(stream.written, [1, 2, 3]);
  });

  test("ends a wait with its signal, and forgets the message", async () => {
    const stream = new FakeStream(1);
    const outbox = new Outbox(stream, { maxMessages: 1, maxBytes: 100 });
    outbox.offer(message(1));
    outbox.offer(message(2));
    const abort = new AbortController();
    const third = outbox.put(message(3), abort.signal);
    abort.abort();
    await assert.rejects(third, SessionError);
    stream.drain(10);
    assert.deepEqual(stream.written, [1, 2]);
  });

  test("takes nothing after its session", async () => {
    const stream = new FakeStream(1);
    const outbox = new Outbox(stream);
    outbox.offer(message(1));
    outbox.offer(message(2));
    outbox.close();
    stream.drain(10);
    assert.deepEqual(stream.written, [1]);
    assert.equal(outbox.offer(message(3)), false);
    await assert.rejects(outbox.put(message(3), never), SessionError);
  });

  test("neither loses, repeats nor reorders what it accepted, however the stream drains", () => {
    const steps = fc.array(fc.oneof(fc.constant("offer" as const), fc.nat({ max: 4 })));
    fc.assert(
      fc.property(steps, (script) => {
        const stream = new FakeStream(1);
        const outbox = new Outbox(stream, { maxMessages: 3, maxBytes: 1_000 });
        const accepted: number[] = [];
        let offered = 0;
        for (const step of script) {
          if (step !== "offer") stream.drain(step);
          else if (outbox.offer(message(++offered))) accepted.push(offered);
        }
        stream.drain(Number.MAX_SAFE_INTEGER);
        assert.deepEqual(stream.written, accepted);
        assert.equal(accepted.length + outbox.refused, offered);
      }),
    );
  });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { EventQueue } from "../../../../agent/session/event-queue.ts";
import { Outbox } from "../../../../agent/session/outbox.ts";
import type { SessionRequest } from "../../../../proto/gen/tapline/v1/SessionRequest.ts";

function event(ovsVersion: string) {
  return { softwareChanged: { ovsVersion } };
}

test("events go at once while there is room; else they wait, and the oldest is dropped", () => {
  const written: SessionRequest[] = [];
  let isFull = false;
  let drain: () => void = () => {};
  const write = (message: SessionRequest): boolean => {
    written.push(message);
    return !isFull;
  };
  const on = (_event: "drain", listener: () => void): void => {
    drain = listener;
  };
  const outbox = new Outbox({ write, on }, { maxMessages: 1, maxBytes: 1 });
  const events = new EventQueue(outbox);
  events.push(event("1"));
  isFull = true;
  events.push(event("2"));
  // One waits in the outbox from here on, and it is full.
  for (let version = 3; version <= 40; version += 1) events.push(event(String(version)));
  assert.equal(written.length, 2);
  assert.equal(events.dropped, 40 - 3 - 32);
  assert.equal(outbox.refused, 0, "an event never takes the room of an answer");
  isFull = false;
  drain();
  events.flush();
  const versions = written.map((message) => message.event?.softwareChanged?.ovsVersion);
  const kept = Array.from({ length: 32 }, (_, index) => String(9 + index));
  assert.deepEqual(versions, ["1", "2", "3", ...kept]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { beforeAbort } from "../../../lib/before-abort.ts";

const never = new AbortController().signal;

test("gives what the promise gives, and throws what it throws", async () => {
  assert.deepEqual(await beforeAbort(Promise.resolve(null), never), { value: null });
  await assert.rejects(beforeAbort(Promise.reject(new Error("broken")), never), /broken/);
});

test("waits no longer than the signal allows, and what comes later is no error", async () => {
  const controller = new AbortController();
  let fail = (_: Error): void => {};
  const work = new Promise<void>((_, reject) => {
    fail = reject;
  });
  const waiting = beforeAbort(work, controller.signal);
  controller.abort();
  assert.equal(await waiting, null);
  assert.equal(await beforeAbort(work, controller.signal), null);
  fail(new Error("too late"));
  await new Promise(setImmediate);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { deadline } from "../../../lib/deadline.ts";

const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason)));

test("aborts after its time, though garbage is collected meanwhile", async () => {
  const all = Array.from({ length: 200 }, () =>
    aborted(deadline(150, new AbortController().signal)),
  );
  for (let round = 0; round < 20; round += 1) {
    Array.from({ length: 50_000 }, () => ({ garbage: [] }));
    await new Promise((resolve) => setImmediate(resolve));
  }
  // A deadline keeps no program alive: something else must, as in a program that has work to do.
  const work = setTimeout(() => {}, 10_000);
  for (const reason of await Promise.all(all)) {
    assert.equal(reason instanceof DOMException && reason.name, "TimeoutError");
  }
  clearTimeout(work);
});

test("aborts with the other signal and its reason, also one that is aborted already", async () => {
  const other = new AbortController();
  const signal = deadline(60_000, other.signal);
  const ended = aborted(signal);
  other.abort("enough");
  assert.equal(await ended, "enough");
  assert.equal(deadline(60_000, other.signal).reason, "enough");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { probeTurns } from "../../../../../aggregator/collect/packets/probe-turns.ts";

const farOff = 60_000;
const never = new AbortController().signal;

test("large probes wait until the small ones of every version are over", async () => {
  const turns = probeTurns(2);
  const [four, six] = [turns(), turns()];
  let isOpen = false;
  const waiting = four.wait(farOff, never).then(() => {
    isOpen = true;
  });
  four.over();
  four.over(); // once more says nothing about the other one
  await new Promise(setImmediate);
  assert.equal(isOpen, false);
  six.over();
  await waiting;
});

test("they wait no longer than they may, and not when cancelled", async () => {
  const turn = probeTurns(2)();
  await turn.wait(1, never);
  const cancelled = AbortSignal.abort(new Error("the user left"));
  await assert.rejects(turn.wait(farOff, cancelled));
});

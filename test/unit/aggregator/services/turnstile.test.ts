import assert from "node:assert/strict";
import { test } from "node:test";
import { Turnstile } from "../../../../aggregator/services/turnstile.ts";

const never = new AbortController().signal;
const settled = (): Promise<void> => new Promise(setImmediate);

test("lets so many through, and the others in the order in which they came", async () => {
  const turnstile = new Turnstile(2);
  const inside: string[] = [];
  const enter = async (name: string): Promise<() => void> => {
    const leave = await turnstile.enter(never);
    inside.push(name);
    return leave;
  };
  const [a, , c, d] = [enter("a"), enter("b"), enter("c"), enter("d")];
  await settled();
  assert.deepEqual(inside, ["a", "b"]);
  const leave = await a;
  leave();
  leave(); // the place was given back already
  await settled();
  assert.deepEqual(inside, ["a", "b", "c"]);
  (await c)();
  await d;
  assert.deepEqual(inside, ["a", "b", "c", "d"]);
});

test("who gives up in line takes no place", async () => {
  const turnstile = new Turnstile(1);
  const leave = await turnstile.enter(never);
  const impatient = new AbortController();
  const waiting = turnstile.enter(impatient.signal);
  const patient = turnstile.enter(never);
  impatient.abort(new Error("too long"));
  await assert.rejects(waiting, /too long/);
  leave();
  (await patient)();
  (await turnstile.enter(never))();
  await assert.rejects(turnstile.enter(impatient.signal), /too long/);
});

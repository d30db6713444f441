import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Limiter, LimiterError } from "../../../lib/limiter.ts";

const settled = (): Promise<void> => new Promise(setImmediate);

/** Tasks that end when told to. */
function gates(limiter: Limiter) {
  const started: string[] = [];
  const open = new Map<string, () => void>();
  const begin = (name: string, signal?: AbortSignal): Promise<string> =>
    limiter.run(async () => {
      started.push(name);
      await new Promise<void>((resolve) => open.set(name, resolve));
      return name;
    }, signal);
  return { started, begin, end: (name: string) => open.get(name)?.() };
}

describe("a limiter", () => {
  test("runs so many, the others in the order in which they came", async () => {
    const limiter = new Limiter({ what: "tasks", concurrency: 2, maxWaiting: 2 });
    const { started, begin, end } = gates(limiter);
    const all = ["a", "b", "c", "d"].map((name) => begin(name));
    await settled();
    assert.deepEqual(started, ["a", "b"]);
    assert.ok(limiter.hasToWait);
    end("a");
    await settled();
    assert.deepEqual(started, ["a", "b", "c"]);
    const idle = limiter.whenIdle();
    for (const name of ["b", "c"]) end(name);
    await settled();
    end("d");
    await idle;
    assert.deepEqual(await Promise.all(all), ["a", "b", "c", "d"]);
    const counts = { running: 0, waiting: 0, completed: 4, refused: 0, abandoned: 0 };
    assert.deepEqual(limiter.counts, counts);
  });

  test("refuses one over the limit, says so and counts it", async () => {
    const limiter = new Limiter({ what: "traces", concurrency: 1, maxWaiting: 0 });
    const { begin, end } = gates(limiter);
    const first = begin("a");
    await assert.rejects(begin("b"), (error) => {
      assert.ok(error instanceof LimiterError);
      assert.deepEqual(error.type, { code: "TOO_MANY_REQUESTS", what: "traces", limit: 1 });
      assert.match(error.message, /1 traces are running, the limit/);
      return true;
    });
    assert.equal(limiter.counts.refused, 1);
    end("a");
    await first;
    const again = begin("c");
    await settled();
    end("c");
    assert.equal(await again, "c");
  });

  test("one who gives up waiting takes no place, and ends no other's task", async () => {
    const limiter = new Limiter({ what: "tasks", concurrency: 1, maxWaiting: 2 });
    const { started, begin, end } = gates(limiter);
    const impatient = new AbortController();
    const first = begin("a", impatient.signal);
    await settled();
    const waiting = begin("b", impatient.signal);
    const patient = begin("c");
    impatient.abort(new Error("too long"));
    await assert.rejects(waiting, /too long/);
    await settled();
    assert.deepEqual(started, ["a"], "the place is still taken by the first");
    end("a");
    assert.equal(await first, "a");
    await settled();
    end("c");
    await patient;
    assert.deepEqual(started, ["a", "c"]);
    assert.equal(limiter.counts.abandoned, 1);
    await assert.rejects(begin("d", impatient.signal), /too long/);
  });

  test("passes on what a task throws, and gives its place back", async () => {
    const limiter = new Limiter({ what: "tasks", concurrency: 1, maxWaiting: 0 });
    const failing = limiter.run(async () => {
      throw new RangeError("broken");
    });
    await assert.rejects(failing, RangeError);
    assert.equal(await limiter.run(async () => 1), 1);
    assert.equal(limiter.counts.completed, 2);
  });
});

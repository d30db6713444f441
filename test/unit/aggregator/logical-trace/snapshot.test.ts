import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, mock, test } from "node:test";
import { Snapshot } from "../../../../aggregator/logical-trace/snapshot.ts";

/** Milliseconds that reading the southbound takes. */
const readingMs = 1_600;
const limitMs = 3_000;

class FakeDaemon {
  isUsable = true;
  /** Of the southbound that it has read. */
  readonly read: number;

  constructor(read: number) {
    this.read = read;
  }

  async end(): Promise<void> {
    this.isUsable = false;
  }
}

describe("a snapshot of a southbound in constant change", () => {
  let revision: number | null;
  let starting: number;
  let mostStarting: number;
  let snapshot: Snapshot<FakeDaemon>;

  beforeEach(() => {
    mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"] });
    revision = 1;
    starting = 0;
    mostStarting = 0;
    snapshot = new Snapshot({ revision: () => revision, start, idleMs: 60_000 });
  });
  afterEach(async () => {
    const closed = snapshot.close();
    await settle();
    await closed;
    mock.timers.reset();
  });

  function start(signal: AbortSignal): Promise<FakeDaemon> {
    starting += 1;
    mostStarting = Math.max(mostStarting, starting);
    const read = revision ?? 0;
    return new Promise<FakeDaemon>((resolve, reject) => {
      const timer = setTimeout(() => resolve(new FakeDaemon(read)), readingMs);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        reject(new Error("not wanted any more"));
      });
    }).finally(() => {
      starting -= 1;
    });
  }

  /** Lets that much time pass, with a change every 50 ms. */
  async function pass(ms: number): Promise<void> {
    await settle();
    for (let passed = 0; passed < ms; passed += 50) {
      if (revision !== null) revision += 1;
      mock.timers.tick(50);
      await settle();
    }
  }

  /** Asks now; `after` is the milliseconds until the answer, null while there is none. */
  function ask(ms = limitMs) {
    const asked = { at: Date.now(), revision: revision ?? 0, after: -1, read: -1, isOwn: false };
    void snapshot.daemon(asked.at + ms).then((daemon) => {
      asked.after = Date.now() - asked.at;
      asked.isOwn = daemon === null;
      asked.read = daemon?.read ?? -1;
    });
    return asked;
  }

  test("what was read after the question came is new enough, whatever changed since", async () => {
    const first = ask();
    const second = ask();
    await pass(2_000);
    assert.deepEqual([first.after, second.after, snapshot.started], [readingMs, readingMs, 1]);
    assert.ok(first.read >= first.revision);
  });

  test("beside a first start that is stale, a question has one of its own at once", async () => {
    const first = ask();
    await pass(200);
    const second = ask();
    await pass(2_000);
    assert.deepEqual([first.after, first.isOwn], [readingMs, false]);
    assert.deepEqual([second.after, second.isOwn], [0, true]);
  });

  test("nor does it wait for one when the next would be late", async () => {
    ask();
    await pass(2_000);
    const first = ask();
    await pass(200);
    const second = ask();
    await pass(2_000);
    assert.deepEqual([first.after, first.isOwn], [readingMs, false]);
    assert.deepEqual([second.after, second.isOwn], [0, true]);
  });

  test("those with time wait for a stale one and share the next", async () => {
    ask();
    await pass(2_000);
    ask();
    await pass(200);
    const patient = [ask(10_000), ask(10_000)];
    await pass(5_000);
    for (const one of patient) {
      assert.deepEqual([one.after, one.isOwn], [readingMs - 200 + readingMs, false]);
      assert.ok(one.read >= one.revision);
    }
    assert.deepEqual([snapshot.started, mostStarting], [3, 1]);
  });

  test("one that waits in vain has one of its own while there is time for it", async () => {
    ask();
    await pass(2_000);
    snapshot.close().catch(() => {});
    const hung = new Snapshot({ revision: () => revision, start: slower(), idleMs: 60_000 });
    snapshot = hung;
    ask(60_000);
    await pass(readingMs);
    ask(60_000);
    await pass(200);
    const waiting = ask(6_000);
    await pass(6_000);
    assert.equal(waiting.isOwn, true);
    assert.equal(waiting.after, 6_000 - readingMs * 1.25);
  });

  /** The first as long as usual, and those after it without end. */
  function slower(): (signal: AbortSignal) => Promise<FakeDaemon> {
    let starts = 0;
    return (signal) => {
      starts += 1;
      if (starts === 1) return start(signal);
      return new Promise((_, reject) => {
        signal.addEventListener("abort", () => reject(new Error("not wanted any more")));
      });
    };
  }

  test("while nobody knows what has changed, none is started", async () => {
    revision = null;
    const asked = ask();
    await settle();
    assert.deepEqual([asked.isOwn, snapshot.started], [true, 0]);
  });

  test("closing ends one that starts: who waits for it has none", async () => {
    const asked = ask();
    await pass(100);
    let isClosed = false;
    void snapshot.close().then(() => {
      isClosed = true;
    });
    await settle();
    assert.deepEqual([isClosed, asked.after, asked.isOwn, starting], [true, 100, true, 0]);
  });
});

async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

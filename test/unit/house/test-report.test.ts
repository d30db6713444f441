import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import type { TestEvent } from "node:test/reporters";
import { type Counts, follow, summary } from "../../../scripts/test-report.ts";

const at = { name: "n", nesting: 0, testNumber: 1, file: "test/unit/x.test.ts" };
const done = { duration_ms: 1 };

function failed(error: Error & { failureType?: string }): TestEvent {
  return { type: "test:fail", data: { ...at, details: { ...done, error } } } as TestEvent;
}

const passed = { type: "test:pass", data: { ...at, details: done } } as TestEvent;
const skipped = { type: "test:pass", data: { ...at, skip: "no", details: done } } as TestEvent;
const suite = {
  type: "test:pass",
  data: { ...at, details: { ...done, type: "suite" } },
} as TestEvent;
const parent = failed(
  Object.assign(new Error("1 subtest failed"), { failureType: "subtestsFailed" }),
);

async function counted(events: readonly TestEvent[]): Promise<{ counts: Counts; text: string }> {
  const counts: Counts = { passed: 0, failed: 0, skipped: [] };
  let text = "";
  const out = new Writable({
    write(chunk, _encoding, next) {
      text += String(chunk);
      next();
    },
  });
  async function* stream(): AsyncGenerator<TestEvent> {
    yield* events;
  }
  await follow(stream(), counts, out);
  return { counts, text };
}

test("tests are counted once: no suites, no parents of failed tests", async () => {
  const broken = failed(new Error("broken", { cause: new Error("what the test threw") }));
  const { counts, text } = await counted([passed, suite, skipped, broken, parent, passed]);
  assert.equal(summary(counts), "skipped 1: no\n2 passed, 1 failed, 1 skipped");
  assert.match(text, /^✘ test\/unit\/x\.test\.ts: n \(1 ms\)\n {4}Error: what the test threw\n/);
  assert.doesNotMatch(text, /node:internal|subtest failed/);
});

test("the last line stands alone when nothing was skipped", async () => {
  const { counts } = await counted([passed]);
  assert.equal(summary(counts), "1 passed, 0 failed, 0 skipped");
});

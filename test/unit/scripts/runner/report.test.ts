import assert from "node:assert/strict";
import { test } from "node:test";
import { parseEvent, type TestEvent } from "../../../../scripts/runner/event.ts";
import { type Counts, FileReport, summary } from "../../../../scripts/runner/report.ts";

const file = "test/unit/x.test.ts";
const head = { type: "ended", nesting: 0, isSuite: false, durationMs: 1, skipped: null } as const;
const began: TestEvent = { type: "began", name: "n", nesting: 0 };
const passed: TestEvent = { ...head, name: "n", error: null };
const skipped: TestEvent = { ...passed, skipped: "no" };
const suite: TestEvent = { ...passed, isSuite: true };
const failed: TestEvent = { ...head, name: "n", error: { kind: "", text: "Error: thrown" } };
const parent: TestEvent = { ...head, name: "p", error: { kind: "subtestsFailed", text: "1" } };
const silenceMs = 9_000;

function told(events: readonly TestEvent[]): {
  readonly counts: Counts;
  readonly words: (string | null)[];
  readonly report: FileReport;
} {
  const counts: Counts = { passed: 0, failed: 0, skipped: [] };
  const report = new FileReport(file, 0);
  return { counts, words: events.map((event) => report.take(event, counts, 1_000)), report };
}

test("tests are counted once: no suites, no parents of failed tests", () => {
  const { counts, words, report } = told([passed, suite, skipped, failed, parent, passed]);
  assert.equal(summary(counts), "skipped 1: no\n2 passed, 1 failed, 1 skipped");
  assert.deepEqual(
    words.filter((one) => one !== null),
    [`✘ ${file}: n (1 ms)\n    Error: thrown`],
  );
  assert.equal(report.line(2_500), `FAILED ${file}: 2 passed, 1 failed, 1 skipped, 2.5 s`);
  assert.equal(report.close({ how: "failed", stderr: "" }, counts, silenceMs), null);
});

test("the last line stands alone when nothing was skipped", () => {
  assert.equal(summary(told([passed]).counts), "1 passed, 0 failed, 0 skipped");
});

test("a file that runs long names the test that it is at", () => {
  const { report } = told([passed, began]);
  assert.equal(report.isLong(15_000, 14_000), false);
  assert.equal(report.isLong(15_000, 16_000), true);
  assert.equal(report.heartbeat(21_000), `…      ${file}: 1 passed, 21 s, for 20 s at "n"`);
});

test("a file that ends without a word, or hangs, is a failure that names its test", () => {
  const ended = told([passed, began]);
  const words = ended.report.close({ how: "failed", stderr: "Killed" }, ended.counts, silenceMs);
  assert.equal(words, `✘ ${file}: n\n    its process ended before it did\n    Killed`);
  const hung = told([began]);
  const text = hung.report.close({ how: "silent", stderr: "" }, hung.counts, silenceMs);
  assert.match(text ?? "", /: n\n {4}nothing happened for 9 s: ended/);
  for (const { counts } of [ended, hung]) assert.equal(counts.failed, 1);
  const unloaded = told([]);
  assert.match(unloaded.report.close({ how: "failed", stderr: "" }, unloaded.counts, 1) ?? "", /✘/);
});

test("a long explanation is cut", () => {
  const text = Array.from({ length: 50 }, (_, index) => `line ${index}`).join("\n");
  const [words] = told([{ ...head, name: "n", error: { kind: "", text } }]).words;
  assert.match(words ?? "", /line 39\n {4}… 10 more lines$/);
});

test("what a test prints is no event, also in front of one", () => {
  assert.equal(parseEvent("words"), null);
  assert.deepEqual(parseEvent(`words\u001e${JSON.stringify(passed)}`), passed);
});

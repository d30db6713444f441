import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { summariseRepeat, worstOf } from "../../../cli/repeat-summary.ts";
import type { Diagnosis, Outcome } from "../../../proto/documents/v1/diagnosis.ts";
import * as documents from "./documents.ts";

const { reachable, aclDenied, degraded, inconclusive } = documents;
const byOutcome: Readonly<Record<Outcome, Diagnosis>> = {
  reachable,
  degraded,
  unreachable: aclDenied,
  inconclusive,
};

test("all reachable is reachable, and nothing is intermittent", () => {
  const { outcome, repeat, attempts } = summariseRepeat([reachable, reachable], 2);
  assert.equal(outcome, "reachable");
  assert.deepEqual([repeat?.reachable, repeat?.intermittent, repeat?.lostAt], [2, false, []]);
  assert.deepEqual([repeat?.sent, repeat?.answered, attempts?.length], [10, 10, 2]);
});

test("a fault that comes and goes is intermittent: the path works in part", () => {
  const summary = summariseRepeat([reachable, aclDenied, reachable], 10);
  assert.equal(summary.outcome, "degraded");
  assert.equal(summary.cause?.code, "ACL_DENIED");
  assert.deepEqual(summary.failure, aclDenied.failure);
  assert.deepEqual(
    [summary.repeat?.asked, summary.repeat?.done, summary.repeat?.failed],
    [10, 3, 1],
  );
  assert.equal(summary.repeat?.intermittent, true);
  assert.deepEqual(summary.repeat?.lostAt, [
    { stage: "destination-bridge", direction: "request", node: "node2", attempts: 1, lost: 5 },
  ]);
});

test("a fault in every attempt is that fault", () => {
  const { outcome, repeat } = summariseRepeat([aclDenied, aclDenied], 2);
  assert.deepEqual([outcome, repeat?.intermittent], ["unreachable", false]);
});

test("stages at which probes were lost: the most frequent first", () => {
  const { repeat } = summariseRepeat([degraded, aclDenied, degraded, reachable], 4);
  assert.deepEqual(
    repeat?.lostAt.map(({ stage, attempts, lost }) => [stage, attempts, lost]),
    [
      ["underlay", 2, 4],
      ["destination-bridge", 1, 5],
    ],
  );
});

test("an attempt that nobody could observe counts neither as loss nor as health", () => {
  const unseen = { ...inconclusive, path: [] };
  const { outcome, repeat, attempts } = summariseRepeat([reachable, unseen], 2);
  assert.equal(outcome, "inconclusive");
  assert.deepEqual([repeat?.sent, repeat?.answered, repeat?.inconclusive], [5, 5, 1]);
  assert.equal(attempts?.[1]?.answered, null);
});

test("one weak attempt weakens the whole", () => {
  const likely: Diagnosis = { ...reachable, confidence: "likely" };
  assert.equal(summariseRepeat([reachable, likely], 2).confidence, "likely");
});

const anyOutcome = fc.constantFrom<Outcome>("reachable", "degraded", "unreachable", "inconclusive");

test("the outcome of all is never better than any attempt's, but for what comes and goes", () => {
  const rank: readonly Outcome[] = ["reachable", "inconclusive", "degraded", "unreachable"];
  const law = fc.property(fc.array(anyOutcome, { minLength: 1, maxLength: 12 }), (outcomes) => {
    const diagnoses = outcomes.map((outcome) => byOutcome[outcome]);
    const { outcome, repeat } = summariseRepeat(diagnoses, outcomes.length);
    const worst = outcomes[worstOf(diagnoses)] ?? "reachable";
    assert.ok(outcomes.every((one) => rank.indexOf(one) <= rank.indexOf(worst)));
    const wanted = worst === "unreachable" && repeat?.intermittent ? "degraded" : worst;
    assert.equal(outcome, wanted);
    const { reachable = 0, failed = 0, inconclusive = 0, done } = repeat ?? {};
    assert.equal(reachable + failed + inconclusive, done);
  });
  fc.assert(law);
});

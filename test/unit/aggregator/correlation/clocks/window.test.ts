import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { coverOf } from "../../../../../aggregator/correlation/clocks/window.ts";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { edited } from "../../verdict/edit-case.ts";
import { recordedCases } from "../../verdict/recorded-cases.ts";

const time = fc.integer({ min: 0, max: 2_000_000 });
const spans = fc.tuple(time, time).map(([fromUs, more]) => ({ fromUs, toUs: fromUs + more }));

test("inside and outside hold for every offset within the bounds", () => {
  const offset = fc.integer({ min: -1_000, max: 1_000 });
  fc.assert(
    fc.property(spans, spans, offset, offset, (window, span, one, other) => {
      const ahead = { least: Math.min(one, other), most: Math.max(one, other) };
      const holds = [ahead.least, (ahead.least + ahead.most) / 2, ahead.most].map((ms) => {
        return span.fromUs + ms * 1_000 >= window.fromUs && span.toUs + ms * 1_000 <= window.toUs;
      });
      const cover = coverOf(window, span, ahead);
      if (cover === "inside") assert.ok(holds.every(Boolean));
      if (cover === "outside") assert.ok(!holds.some(Boolean));
      if (ahead.least === ahead.most) assert.notEqual(cover, "unsure");
    }),
  );
});

const denied = recordedCases().find(({ name }) =>
  name.startsWith("acl-ingress-deny.cross-node.tcp"),
);

/** The case with a window of its taps from so long before the first probe, for so long. */
function withWindow(beforeMs: number, lengthMs: number): CaseFile {
  assert.ok(denied);
  const { caseFile } = denied;
  const sent = caseFile.evidence.flatMap((item) =>
    item.name === "probe" ? (item.data?.attempts ?? []).map((one) => one.sentUnixUs) : [],
  );
  const fromUs = Math.min(...sent) - beforeMs * 1_000;
  return edited(caseFile, "tap", (_item, data) => {
    const clock = { askedMs: 1_000, agentMs: 1_000, answeredMs: 1_000 };
    return { ...data, clock, window: { fromUs, toUs: fromUs + lengthMs * 1_000 } };
  });
}

test("a tap whose window holds all probes proves what it did without one", () => {
  assert.ok(denied);
  const { failure, confidence } = conclude(withWindow(1_000, 120_000));
  assert.equal(failure?.stage, conclude(denied.caseFile).failure?.stage);
  assert.equal(confidence, "confirmed");
});

test("what happened outside of it is not known: no stage is named, no other either", () => {
  for (const [beforeMs, lengthMs] of [
    [60_000, 30_000],
    [-60_000, 120_000],
  ] as const) {
    const { outcome, failure, confidence, coverage } = conclude(withWindow(beforeMs, lengthMs));
    assert.equal(outcome, "inconclusive");
    assert.equal(failure, null);
    assert.notEqual(confidence, "confirmed");
    assert.ok(coverage.notObserved.some((line) => /did not listen the whole time/.test(line)));
  }
});

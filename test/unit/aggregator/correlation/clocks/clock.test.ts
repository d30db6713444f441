import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { offsetBetween } from "../../../../../aggregator/correlation/clocks/clock.ts";
import { clockAhead } from "../../../../../aggregator/correlation/clocks/clock-ahead.ts";
import { locate } from "../../../../../aggregator/correlation/locate/located.ts";
import type { CaseFile } from "../../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import { CaseView } from "../../../../../aggregator/evidence/view.ts";
import { conclude } from "../../../../../aggregator/verdict/conclude.ts";
import { changed } from "../../../proto/records/sighting-from.ts";
import { recordedCases } from "../../verdict/recorded-cases.ts";

const healthy = recordedCases().find(({ name }) => name.startsWith("healthy.cross-node.tcp"));

const askedMs = 1_000_000;

/** The healthy case with the clock of the destination's node ahead, and told within `widthMs`. */
function withClock(aheadMs: number, widthMs: number | null): CaseFile {
  assert.ok(healthy !== undefined);
  const { caseFile } = healthy;
  const { node } = caseFile.plan.destination;
  const evidence = caseFile.evidence.map((item): EvidenceItem => {
    if (item.name !== "tap" || item.data === null) return item;
    const own = item.node === node ? aheadMs : 0;
    const shift = BigInt(own) * 1_000_000n;
    const clock =
      widthMs === null
        ? null
        : { askedMs, agentMs: askedMs + widthMs / 2 + own, answeredMs: askedMs + widthMs };
    const sightings = item.data.sightings.map((s) => changed(s, { timeNs: s.timeNs + shift }));
    return { ...item, data: { ...item.data, clock, sightings } };
  });
  return { ...caseFile, evidence };
}

function bounds(caseFile: CaseFile) {
  const view = new CaseView(caseFile);
  const { asked } = locate(view);
  assert.ok(asked !== null);
  return { ahead: clockAhead(view, "destination"), between: offsetBetween(view, asked) };
}

test("the true offset is always within the bounds, however long the messages took", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -3_600_000, max: 3_600_000 }),
      fc.integer({ min: 0, max: 5_000 }),
      (aheadMs, widthMs) => {
        const { ahead, between } = bounds(withClock(aheadMs, widthMs));
        assert.ok(ahead !== null && between !== null);
        assert.ok(ahead.least <= aheadMs && aheadMs <= ahead.most);
        assert.ok(between.least <= aheadMs && aheadMs <= between.most);
      },
    ),
    { numRuns: 40 },
  );
});

test("whole milliseconds may hide one, and what round trips told is as good as it says", () => {
  const width = (widthMs: number): number => {
    const { ahead } = bounds(withClock(0, widthMs));
    return ahead === null ? 0 : ahead.most - ahead.least;
  };
  assert.equal(width(4), 6);
  assert.ok(width(0.2) > 0.2 && width(0.2) < 0.21);
});

test("the path itself narrows what slow messages leave open", () => {
  const { between } = bounds(withClock(5_000, 4_000));
  assert.ok(between !== null && between.most - between.least < 50);
});

test("a clock that was not told is not known", () => {
  assert.equal(bounds(withClock(0, null)).ahead, null);
});

test("a clock five seconds off changes nothing but that it is said", () => {
  for (const aheadMs of [-5_000, 5_000]) {
    const diagnosis = conclude(withClock(aheadMs, 100));
    assert.equal(diagnosis.outcome, "reachable");
    assert.equal(diagnosis.confidence, "confirmed");
    const [finding, ...others] = diagnosis.findings;
    assert.deepEqual([finding?.code, finding?.level, others.length], ["CLOCK_OFFSET", "info", 0]);
    assert.match(
      finding?.summary ?? "",
      aheadMs < 0 ? /-5\.\d s off/ : /\+5\.\d s off|\+4\.9 s off/,
    );
    assert.ok(Math.abs((diagnosis.latency.clocks?.offsetMs ?? 0) - aheadMs) < 50);
  }
  assert.deepEqual(conclude(withClock(900, 100)).findings, []);
});

test("a check that was not told a clock is skipped, not clean", () => {
  const status = (caseFile: CaseFile) =>
    conclude(caseFile).checks.find(({ name }) => name === "host/clock")?.status;
  assert.equal(status(withClock(0, null)), "skipped");
  assert.equal(status(withClock(0, 100)), "clean");
});

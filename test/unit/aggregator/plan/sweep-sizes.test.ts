import assert from "node:assert/strict";
import { test } from "node:test";
import { sweepLimits } from "../../../../agent/probe/sweep-limits.ts";
import type { Plan, PlannedSeries, SeriesName } from "../../../../aggregator/evidence/plan.ts";
import { plannedSweep, sweepEchoes } from "../../../../aggregator/plan/sweep-sizes.ts";
import type { ProbeOutcome } from "../../../../proto/wire/enums.ts";
import type { ProbeReport } from "../../../../proto/wire/probe.ts";
import { planOf } from "../plan.ts";

const large: PlannedSeries = {
  name: "large",
  protocol: "icmp",
  port: null,
  count: 3,
  intervalMs: 30,
  waitMs: 500,
  packetBytes: 1_400,
  dontFragment: true,
  identifier: 700,
  destination: "10.16.0.6",
};

function planned(isV6 = false): Plan {
  return { ...planOf("tcp", 8080, { isV6 }), series: [large] };
}

function report(outcome: ProbeOutcome, rttMs = 1): ProbeReport {
  const attempt = {
    sentUnixUs: 0,
    detail: "",
    reportedMtu: 0,
    packetBytes: 0,
    rttMs,
    outcome,
    opened: false,
  };
  return { sourceAddress: "", error: "", attempts: [1, 2, 3].map((key) => ({ ...attempt, key })) };
}

function reports(survey: ProbeReport | null, big: ProbeReport | null) {
  return new Map<SeriesName, ProbeReport | null>([
    ["survey", survey],
    ["large", big],
  ]);
}

test("follows when small packets are answered and no large one is", () => {
  const sweep = plannedSweep(planned(), reports(report("answered"), report("timeout")));
  assert.deepEqual(sweep?.sweep, { passes: 84, fails: 1_400 });
  assert.equal(sweep.identifier, 701);
  assert.equal(sweep.waitMs, 250);
});

test("waits longer where answers take longer, within limits", () => {
  const waits = [10, 200, 900].map(
    (rttMs) =>
      plannedSweep(planned(), reports(report("answered", rttMs), report("timeout")))?.waitMs,
  );
  assert.deepEqual(waits, [250, 400, 500]);
});

test("does not follow where it would tell nothing", () => {
  const answered = report("answered");
  const timeout = report("timeout");
  for (const [survey, big] of [
    [answered, answered],
    [timeout, timeout],
    [null, timeout],
    [answered, null],
  ] as const) {
    assert.equal(plannedSweep(planned(), reports(survey, big)), null);
  }
  assert.equal(plannedSweep(planOf("icmp", null), reports(answered, timeout)), null);
});

test("begins above what an echo with its headers has", () => {
  const sweep = plannedSweep(planned(true), reports(report("answered"), report("too-big")));
  assert.equal(sweep?.sweep?.passes, 104);
});

test("keeps as many identifiers as the agent uses", () => {
  assert.equal(sweepEchoes, sweepLimits.perRound * sweepLimits.rounds);
});

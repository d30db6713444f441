import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { changed } from "../../proto/records/sighting-from.ts";
import { recordedCases } from "./recorded-cases.ts";

const healthy = recordedCases().find(({ name }) => name.startsWith("healthy.cross-node.tcp"));

/** The healthy case, but one answer comes this late, and the pod has given up on it. */
function answeredAfter(lateMs: number): CaseFile {
  assert.ok(healthy !== undefined);
  const { caseFile } = healthy;
  const probe = caseFile.evidence.find((one) => one.name === "probe" && one.series === "asked");
  assert.ok(probe?.name === "probe" && probe.data !== null);
  const key = probe.data.attempts[0]?.key ?? 0;
  const lateNs = BigInt(lateMs) * 1_000_000n;
  const evidence = caseFile.evidence.map((item): EvidenceItem => {
    if (item === probe) {
      const attempts = probe.data?.attempts.map((attempt) =>
        attempt.key === key ? { ...attempt, outcome: "timeout" } : attempt,
      );
      return { ...item, data: { ...probe.data, attempts } } as EvidenceItem;
    }
    if (item.name !== "tap" || item.data === null) return item;
    const sightings = item.data.sightings.map((sighting) =>
      sighting.ip?.destinationPort === key
        ? changed(sighting, { timeNs: sighting.timeNs + lateNs })
        : sighting,
    );
    return { ...item, data: { ...item.data, sightings } };
  });
  return { ...caseFile, evidence };
}

test("an answer that comes when the probe has stopped waiting is late, not refused", () => {
  const diagnosis = conclude(answeredAfter(1_100));
  assert.equal(diagnosis.outcome, "degraded");
  assert.deepEqual(
    [diagnosis.failure?.stage, diagnosis.failure?.direction, diagnosis.cause?.code],
    ["destination-pod", "request", "POD_SLOW"],
  );
  assert.match(
    diagnosis.coverage.notObserved.join("\n"),
    /1 answers? came after the probe had stopped/,
  );
});

test("an answer in time that the pod did not take stopped in the pod", () => {
  const diagnosis = conclude(answeredAfter(0));
  assert.equal(diagnosis.outcome, "degraded");
  assert.deepEqual(
    [diagnosis.failure?.stage, diagnosis.failure?.direction, diagnosis.cause?.code],
    ["source-pod", "reply", "REPLY_NOT_ACCEPTED"],
  );
});

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import type { EvidenceItem } from "../../../../aggregator/evidence/item.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { said } from "../../../../proto/reasons/index.ts";
import { sampleOf, seed } from "../../../seed.ts";
import { type RecordedCase, recordedCases } from "./recorded-cases.ts";
import { assertOnlyWeaker, lose, losses } from "./take-away.ts";

/**
 * Taking evidence away may weaken a verdict, never move it: an answer that more evidence would
 * change is no answer.
 */

const cases = recordedCases();
const some: readonly RecordedCase[] = sampleOf(cases, 40);

test("random evidence taken away weakens a verdict and never moves it", () => {
  fc.assert(
    fc.property(
      fc.nat(some.length - 1),
      fc.array(fc.constantFrom(...losses), { minLength: 60, maxLength: 60 }),
      fc.nat(400),
      (which, plan, at) => {
        const recorded = some[which];
        if (recorded === undefined) return;
        const { caseFile, name } = recorded;
        const evidence = caseFile.evidence.flatMap((item, index) =>
          lose(item, plan[index] ?? "keep", at + index),
        );
        const less: CaseFile = { ...caseFile, evidence };
        assertOnlyWeaker(conclude(caseFile), conclude(less), name);
      },
    ),
    { numRuns: 400, seed },
  );
});

test("attempts that the probe does not tell of may all have stopped elsewhere", () => {
  const lossy = cases.find(({ name }) => name.startsWith("underlay-loss.cross-node.tcp"));
  assert.ok(lossy);
  // One packet stops on the way there, one on the way back; without the survey nothing else tells.
  const evidence = lossy.caseFile.evidence.flatMap((item) => {
    if (item.name === "probe" && item.series === "survey") return [];
    if (item.name !== "probe" || item.series !== "asked" || item.data === null) return [item];
    const attempts = item.data.attempts.filter((_, index) => index !== 1);
    return [{ ...item, data: { ...item.data, attempts } }];
  });
  const { outcome, confidence, failure } = conclude({ ...lossy.caseFile, evidence });
  assert.deepEqual([outcome, confidence, failure], ["degraded", "inconclusive", null]);
});

test("with an agent away nothing is confirmed", () => {
  // Where there is no path to look at, the Kubernetes API tells it and no agent is asked.
  const asked = cases.filter(({ caseFile }) => caseFile.agents.length > 0);
  assert.ok(asked.length > cases.length / 2);
  for (const { caseFile, name } of asked) {
    const agents = caseFile.agents.map((agent, index) =>
      index === 0 ? { ...agent, status: "away" as const, reason: said("lost") } : agent,
    );
    const [gone] = agents;
    const evidence = caseFile.evidence.map((item) =>
      item.node === gone?.node
        ? ({
            ...item,
            status: "failed",
            reason: said("the agent is away"),
            data: null,
          } as EvidenceItem)
        : item,
    );
    const diagnosis = conclude({ ...caseFile, agents, evidence });
    assert.notEqual(diagnosis.confidence, "confirmed", name);
    assert.notDeepEqual(diagnosis.coverage.notObserved, [], name);
  }
});

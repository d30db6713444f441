import assert from "node:assert/strict";
import { test } from "node:test";
import { fromRecord, toRecord } from "../../../../aggregator/evidence/case-record.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import { recordedCases } from "./recorded-cases.ts";

for (const { name, caseFile, expect } of recordedCases()) {
  test(`recorded: ${name}`, () => {
    const diagnosis = conclude(caseFile);
    const got = {
      outcome: diagnosis.outcome,
      stage: diagnosis.failure?.stage ?? null,
      direction: diagnosis.failure?.direction ?? null,
      code: diagnosis.cause?.code ?? null,
      confidence: diagnosis.confidence,
    };
    const { finding: wanted, ...verdict } = expect;
    assert.deepEqual(got, verdict);
    if (wanted !== undefined) {
      const codes = diagnosis.findings.map(({ code }) => code as string);
      assert.ok(codes.includes(wanted), `${wanted} is not among ${codes.join()}`);
    }
    if (expect.outcome === "reachable") {
      const alarming = diagnosis.findings.filter((finding) => finding.level !== "info");
      assert.deepEqual(alarming, []);
    }
    for (const { code, summary } of diagnosis.findings) {
      assert.ok(!summary.includes("(unknown)"), `${code} leaves a value open: ${summary}`);
    }
    const failed = diagnosis.checks.filter((check) => check.status === "failed");
    assert.deepEqual(failed, []);
  });
}

test("a case is the same verdict after it was written and read", () => {
  for (const { caseFile } of recordedCases()) {
    const again = fromRecord(JSON.parse(JSON.stringify(toRecord(caseFile))));
    assert.deepEqual(conclude(again), conclude(caseFile));
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import type { Diagnosis } from "../../../../proto/documents/v1/diagnosis.ts";
import { recordedCases } from "./recorded-cases.ts";
import { assertOnlyWeaker } from "./take-away.ts";

function diagnosisOf(fault: string): Diagnosis {
  const recorded = recordedCases().find(({ name }) => name.startsWith(`${fault}.`));
  assert.ok(recorded !== undefined, fault);
  return conclude(recorded.caseFile);
}

/** `before` with another cause, as a faulty check might leave it. */
function withCause(before: Diagnosis, code: string, confidence: "confirmed" | "likely"): Diagnosis {
  assert.ok(before.cause !== null);
  return { ...before, confidence, cause: { ...before.cause, code } };
}

test("the property notices a cause that changes, be it a finding from before", () => {
  const before = diagnosisOf("ovn-controller-stopped-flows-gone");
  assert.equal(before.cause?.code, "OVN_CONTROLLER_DOWN");
  const codes = before.findings.map(({ code }) => code);
  const other = { ...before.findings[0], code: "ACL_DENIED" } as Diagnosis["findings"][number];
  const more = { ...before, findings: [...before.findings, other] };
  assert.ok(codes.includes("FLOWS_NOT_INSTALLED"));
  assertOnlyWeaker(more, withCause(more, "FLOWS_NOT_INSTALLED", "confirmed"), "listed");
  const changed = withCause(more, "ACL_DENIED", "likely");
  assert.throws(
    () => assertOnlyWeaker(more, changed, "x"),
    /OVN_CONTROLLER_DOWN became ACL_DENIED/,
  );
});

test("the property notices that a less precise cause is confirmed", () => {
  const before = diagnosisOf("ovn-controller-version-mismatch");
  assert.equal(before.cause?.code, "OVN_VERSION_MISMATCH");
  assertOnlyWeaker(before, withCause(before, "OVN_CONTROLLER_LAGGING", "likely"), "listed");
  for (const code of ["OVN_CONTROLLER_LAGGING", "BRIDGE_LOSS"]) {
    const surer = withCause(before, code, "confirmed");
    assert.throws(() => assertOnlyWeaker(before, surer, "x"), /became a confirmed/);
  }
});

test("the property notices a cause that appears", () => {
  const after = diagnosisOf("ovn-controller-version-mismatch");
  const before = { ...after, cause: null };
  assert.throws(() => assertOnlyWeaker(before, after, "x"), /undefined became/);
});

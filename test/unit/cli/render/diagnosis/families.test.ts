import assert from "node:assert/strict";
import { test } from "node:test";
import { renderDiagnosis } from "../../../../../cli/render/diagnosis/diagnosis.ts";
import type { Diagnosis, FamilyVerdict } from "../../../../../proto/documents/v1/diagnosis.ts";
import { aclDenied, reachable } from "../../documents.ts";

const four: FamilyVerdict = {
  family: "IPv4",
  sourceIp: "10.16.0.5",
  destinationIp: "10.16.0.6",
  outcome: "reachable",
  confidence: "confirmed",
  failure: null,
  cause: null,
};
const six: FamilyVerdict = {
  family: "IPv6",
  sourceIp: "fd00:10:16::5",
  destinationIp: "fd00:10:16::6",
  outcome: "unreachable",
  confidence: "likely",
  failure: aclDenied.failure,
  cause: aclDenied.cause,
};

function linesOf(diagnosis: Diagnosis, lang: "en" | "zh" = "en"): string[] {
  const options = { lang, color: false, columns: 120, wide: false };
  return renderDiagnosis(diagnosis, options).split("\n");
}

test("both IP versions stand below the verdict, a line each", () => {
  const lines = linesOf({ ...aclDenied, families: [four, six] });
  assert.equal(lines[1], "  IPv4  10.16.0.5 → 10.16.0.6          REACHABLE (confirmed)");
  assert.match(
    lines[2] ?? "",
    /^ {2}IPv6 {2}fd00:\S+ → fd00:\S+ {2}UNREACHABLE \(likely\): requests stop .*ACL_DENIED\]$/,
  );
  assert.match(linesOf({ ...aclDenied, families: [four, six] }, "zh")[2] ?? "", /ACL_DENIED/);
});

test("a path of one version has no lines; one of IPv6 alone says so", () => {
  assert.equal(linesOf({ ...reachable, families: [four] })[1], "");
  assert.match(linesOf({ ...aclDenied, families: [six] })[1] ?? "", /^ {2}IPv6 /);
});

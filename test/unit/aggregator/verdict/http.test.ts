import assert from "node:assert/strict";
import { test } from "node:test";
import type { CaseFile } from "../../../../aggregator/evidence/case-file.ts";
import { conclude } from "../../../../aggregator/verdict/conclude.ts";
import type { ProbeAttempt } from "../../../../proto/wire/probe.ts";
import { recordedCases } from "./recorded-cases.ts";

const cases = recordedCases();

/** The recorded case as if a GET had been sent on each of its connections. */
function asked(name: string, http: Partial<ProbeAttempt>): CaseFile {
  const found = cases.find((one) => one.name.startsWith(`${name}.ovn`));
  assert.ok(found, name);
  const { caseFile } = found;
  const evidence = caseFile.evidence.map((item) => {
    if (item.name !== "probe" || item.series !== "asked" || item.data === null) return item;
    const attempts = item.data.attempts.map((one) => ({
      ...one,
      httpStatus: 0,
      httpMs: 0,
      httpError: "",
      ...(one.outcome === "answered" ? http : {}),
    }));
    return { ...item, data: { ...item.data, attempts } };
  });
  const traffic = { ...caseFile.plan.traffic, http: "/healthz" };
  return { ...caseFile, evidence, plan: { ...caseFile.plan, traffic } };
}

test("a server that answers is reachable, whatever its status code is", () => {
  const diagnosis = conclude(asked("healthy.cross-node.tcp", { httpStatus: 503, httpMs: 4 }));
  assert.deepEqual([diagnosis.outcome, diagnosis.confidence], ["reachable", "confirmed"]);
  assert.deepEqual(diagnosis.http, {
    path: "/healthz",
    sent: 5,
    answered: 5,
    statuses: [{ code: 503, count: 5 }],
    timeMs: { p50: 4, max: 4 },
    errors: [],
  });
});

test("connections that open and are not answered make the path degraded, with the reason", () => {
  const { outcome, confidence, cause, findings, failure, http } = conclude(
    asked("healthy.cross-node.tcp", { httpError: "timeout" }),
  );
  assert.deepEqual([outcome, confidence, cause?.code], ["degraded", "likely", "HTTP_NOT_ANSWERED"]);
  assert.deepEqual([failure, http?.sent, http?.answered], [null, 5, 0]);
  const [finding] = findings.filter(({ code }) => code === "HTTP_NOT_ANSWERED");
  assert.deepEqual([finding?.level, finding?.stage], ["critical", "destination-pod"]);
  assert.match(finding?.summary ?? "", /^5 of 5 connections to default\/b port 8080 opened/);
});

test("where packets fail, that is the verdict, and HTTP has nothing to say", () => {
  const caseFile = asked("acl-ingress-deny.cross-node.tcp", {});
  const { outcome, cause, http, findings } = conclude(caseFile);
  assert.deepEqual([outcome, cause?.code], ["unreachable", "ACL_DENIED"]);
  assert.deepEqual([http?.sent, http?.timeMs], [0, null]);
  assert.ok(findings.every(({ code }) => code !== "HTTP_NOT_ANSWERED"));
});

test("without the probe's report nothing is said of HTTP", () => {
  const caseFile = asked("healthy.cross-node.tcp", { httpError: "timeout" });
  const evidence = caseFile.evidence.filter((item) => item.name !== "probe");
  const { http, outcome } = conclude({ ...caseFile, evidence });
  assert.deepEqual([http, outcome], [null, "inconclusive"]);
});

import type { HttpSummary } from "../../proto/documents/v1/attempts.ts";
import type { Diagnosis, Finding } from "../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../proto/reasons/index.ts";
import type { ProbeAttempt } from "../../proto/wire/probe.ts";
import type { CaseView } from "../evidence/view.ts";
import { findingDocument } from "./finding.ts";

/** What came of the GETs on the connections that opened; null when none was asked for. */
function httpOf(view: CaseView): HttpSummary | null {
  const path = view.plan.traffic.http ?? null;
  const report = view.probe("asked");
  if (path === null || !report.known) return null;
  const sent = report.value.attempts.filter(({ outcome }) => outcome === "answered");
  const answered = sent.filter((attempt) => statusOf(attempt) > 0);
  const times = answered.map(({ httpMs }) => httpMs ?? 0).sort((a, b) => a - b);
  return {
    path,
    sent: sent.length,
    answered: answered.length,
    statuses: countsOf(answered.map(statusOf)).map(([code, count]) => ({ code, count })),
    timeMs:
      times.length === 0
        ? null
        : { p50: times[Math.floor((times.length - 1) / 2)] ?? 0, max: times.at(-1) ?? 0 },
    errors: countsOf(
      sent.filter((one) => statusOf(one) === 0).map(({ httpError }) => httpError || "no-answer"),
    ).map(([error, count]) => ({ error, count })),
  };
}

/**
 * Adds what HTTP says to what packets say. A path on which connections open and are not answered
 * works in part: packets pass, what was asked for fails. Where packets fail already, that is first.
 */
export function withHttp(view: CaseView, diagnosis: Diagnosis): Diagnosis {
  const http = httpOf(view);
  const found = httpFindings(view, http);
  const [first] = found;
  const findings = [...diagnosis.findings, ...found];
  if (first === undefined || diagnosis.outcome !== "reachable") {
    return { ...diagnosis, findings, http };
  }
  const { code, summary, args, reasons, resources } = first;
  return {
    ...diagnosis,
    outcome: "degraded",
    // Packets tell of connections that open; where what was sent on them stayed is not looked at.
    confidence: "likely",
    cause: { code, summary, args, resources, ...(reasons ? { reasons } : {}) },
    findings,
    http,
  };
}

/** Connections open, but the server does not answer what is asked on them. */
function httpFindings(view: CaseView, http: HttpSummary | null): Finding[] {
  if (http === null || http.answered === http.sent) return [];
  const { node, namespace, name, kind } = view.plan.destination;
  const port = view.plan.traffic.port ?? 0;
  const [error] = http.errors;
  const args = {
    destination: namespace === null ? name : `${namespace}/${name}`,
    namespace: namespace ?? "",
    name,
    port,
    sent: http.sent,
    lost: http.sent - http.answered,
    match: http.path,
    detail: error === undefined ? "" : reason("HTTP_ENDED", { how: error.error }),
  };
  const report = view.probe("asked");
  return [
    findingDocument("HTTP_NOT_ANSWERED", args, {
      resources: [{ kind, namespace, name }],
      stage: "destination-pod",
      direction: "request",
      node,
      evidence: report.known ? [report.id] : [],
    }),
  ];
}

function statusOf(attempt: ProbeAttempt): number {
  return attempt.httpStatus ?? 0;
}

/** Values with how often they occur, most frequent first. */
function countsOf<T>(values: readonly T[]): [T, number][] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1]);
}

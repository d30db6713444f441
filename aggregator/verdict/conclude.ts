import type {
  Confidence,
  Diagnosis,
  Finding,
  Outcome,
} from "../../proto/documents/v1/diagnosis.ts";
import type { Check, Found } from "../checks/check.ts";
import { checks as everyCheck } from "../checks/index.ts";
import { latencyOf } from "../correlation/clocks/latency.ts";
import { isWhole } from "../correlation/join/matrix.ts";
import { type Located, locate } from "../correlation/locate/located.ts";
import type { CaseFile } from "../evidence/case-file.ts";
import { CaseView } from "../evidence/view.ts";
import { causeOf } from "./cause.ts";
import { coverageOf } from "./coverage.ts";
import { environmentOf } from "./environment.ts";
import { summarise } from "./evidence-summary.ts";
import { failureOf, type Stop, stopOf } from "./failure.ts";
import { causeDocument, findingDocument } from "./finding.ts";
import { withHttp } from "./http.ts";
import { mtuReport } from "./mtu-report.ts";
import { pathTable, stageTable } from "./path-table.ts";
import { withResolution } from "./resolution.ts";
import { runChecks } from "./run-checks.ts";
import { symptomFindings, symptomOf } from "./symptom.ts";

/**
 * Reaches the verdict: a pure function of the recorded case.
 *
 * Packets say where, checks say why. Taking evidence away may weaken the answer, it never moves
 * the failure to another stage (a property test holds this).
 *
 * @param checks all of them, but where a test takes one out.
 */
export function conclude(caseFile: CaseFile, checks: readonly Check[] = everyCheck): Diagnosis {
  const view = new CaseView(caseFile);
  const located = locate(view);
  const stop = stopOf(view, located);
  const run = runChecks(checks, { view, located, stage: stop?.stage ?? null });
  const outcome = outcomeOf(located, stop);
  const chosen = outcome === "reachable" ? null : causeOf(view, located, run.found, stop);
  const symptom = symptomOf(view, located);
  const { plan } = caseFile;
  return withResolution(
    view,
    withHttp(view, {
      apiVersion: "tapline/v1",
      kind: "Diagnosis",
      id: caseFile.id,
      startedAt: caseFile.startedAt,
      durationMs: caseFile.durationMs,
      source: plan.named.source,
      destination: plan.named.destination,
      traffic: plan.traffic,
      outcome,
      confidence: confidenceOf(caseFile, located, stop, chosen, outcome),
      failure: outcome === "reachable" ? null : failureOf(view, stop),
      cause: chosen === null ? null : causeDocument(chosen.code, chosen.args, chosen.resources),
      findings: [
        ...run.found.map((found) => findingOf(found, outcome)),
        ...symptomFindings(view, symptom),
      ],
      path: located.asked === null ? [] : pathTable(located.asked),
      stages: stageTable(located.asked, stop),
      latency:
        located.asked === null ? { rttMs: null, perStage: [] } : latencyOf(view, located.asked),
      mtu: mtuReport(view, located),
      checks: run.statuses,
      coverage: coverageOf(view, located, stop),
      evidence: summarise(caseFile.evidence),
      symptom,
      environment: environmentOf(view),
    }),
  );
}

function outcomeOf(located: Located, stop: Stop | null): Outcome {
  switch (located.pattern) {
    case "none":
      return "reachable";
    case "unknown":
      return "inconclusive";
    case "part":
    case "large":
      return "degraded";
    case "all":
      return stop?.stage.known ? "unreachable" : "inconclusive";
  }
}

function confidenceOf(
  caseFile: CaseFile,
  located: Located,
  stop: Stop | null,
  cause: Found | null,
  outcome: Outcome,
): Confidence {
  if (outcome === "inconclusive") return "inconclusive";
  const whole =
    caseFile.agents.every((agent) => agent.status === "ok") &&
    caseFile.plan.series.every(({ name }) => seriesKnown(located, name));
  if (outcome === "reachable") {
    // An answer to packets that a point of the path did not see may be somebody else's.
    const seen = located.asked?.rows.every((row) => isWhole(row) && row.seen.size > 0) ?? false;
    const { destination, fabric } = caseFile.plan;
    // Of a way by a gateway that nobody looks into only the source's own end was seen.
    const isOpen = destination.attachment === "none" && fabric === "tunnel";
    return whole && seen && !isOpen ? "confirmed" : "likely";
  }
  if (stop === null || !stop.stage.known) return "inconclusive";
  return whole && cause?.weight === "decisive" ? "confirmed" : "likely";
}

function seriesKnown(located: Located, name: string): boolean {
  const matrix =
    name === "survey" ? located.survey : name === "large" ? located.large : located.asked;
  return matrix?.series.complete ?? false;
}

function findingOf(found: Found, outcome: Outcome): Finding {
  const { code, args, resources, stage, direction, node, evidence } = found;
  // On a path that works, what could be in the way is worth knowing and no fault.
  const level = outcome === "reachable" ? "info" : null;
  return findingDocument(code, args, { resources, stage, direction, node, evidence }, level);
}

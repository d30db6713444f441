import { randomUUID } from "node:crypto";
import type { CaseFile } from "../evidence/case-file.ts";
import { toRecord } from "../evidence/case-record.ts";
import { conclude } from "../verdict/conclude.ts";
import { type CollectModules, collect } from "./collect.ts";
import { makePlan } from "./plan.ts";
import { ProbeIdentifiers } from "./probe-identifiers.ts";
import type { DiagnosisAnswer, DiagnosisRequest, Progress, TraceQuestion } from "./request.ts";
import { traceBothWays } from "./trace-document.ts";

export type { DiagnosisRequest, TraceQuestion } from "./request.ts";

/** Answers "why can A not reach B": plan → collect → correlate → explain → verdict. */
export interface Diagnoser {
  /**
   * @throws {EndpointError | PlanError} when the question cannot be turned into a plan.
   */
  diagnose(
    request: DiagnosisRequest,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<DiagnosisAnswer>;
  /** Logical and OpenFlow traces of both directions, as a JSON document; sends nothing. */
  trace(request: TraceQuestion, signal: AbortSignal): Promise<unknown>;
}

export function createDiagnoser(modules: CollectModules): Diagnoser {
  const identifiers = new ProbeIdentifiers();
  return {
    async diagnose(request, progress, signal) {
      const startedAt = new Date();
      progress("plan", `resolving ${request.source} and ${request.destination}`);
      const plan = makePlan(modules.inventory, request, identifiers);
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)]);
      const { timeoutMs } = request;
      const evidence = await collect(modules, { plan, timeoutMs, progress, signal: deadline });
      const caseFile: CaseFile = {
        version: 1,
        id: randomUUID(),
        startedAt: startedAt.toISOString(),
        durationMs: Date.now() - startedAt.getTime(),
        ...evidence,
      };
      return { diagnosis: conclude(caseFile), caseFile: toRecord(caseFile) };
    },
    trace: (request, signal) => traceBothWays(modules, request, signal),
  };
}

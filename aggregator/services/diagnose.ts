import { randomUUID } from "node:crypto";
import { Limiter } from "../../lib/limiter.ts";
import { agentsAskedOnce } from "../collect/asked-once.ts";
import { type CollectModules, collect } from "../collect/collect.ts";
import { probeTurns } from "../collect/packets/probe-turns.ts";
import { type CaseFile, caseVersion } from "../evidence/case-file.ts";
import { toRecords } from "../evidence/case-record.ts";
import type { Plan } from "../evidence/plan.ts";
import { resolveHostName } from "../plan/host-name.ts";
import { familyInWords, planFamilies } from "../plan/plan-families.ts";
import { ProbeIdentifiers } from "../plan/probe-identifiers.ts";
import type {
  DiagnosisAnswer,
  DiagnosisRequest,
  Progress,
  TraceQuestion,
} from "../plan/request.ts";
import { concludeFamilies } from "../verdict/families.ts";
import { traceBothWays } from "./trace.ts";

export type { DiagnosisRequest, TraceQuestion } from "../plan/request.ts";

/**
 * Answers "why can A not reach B": plan → collect → correlate → explain → verdict, for each IP
 * version that both ends have, at the same time.
 */
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

/**
 * A diagnosis starts dozens of programs on two nodes. Were many made at once, each of them would
 * time out: they take their turn instead, within the time that each has.
 */
const activeLimit = { what: "active diagnoses", concurrency: 4, maxWaiting: 64 } as const;

export function createDiagnoser(modules: CollectModules): Diagnoser {
  const identifiers = new ProbeIdentifiers();
  const active = new Limiter(activeLimit);

  async function diagnoseNow(
    request: DiagnosisRequest,
    progress: Progress,
    signal: AbortSignal,
  ): Promise<DiagnosisAnswer> {
    const startedAt = new Date();
    progress("plan", `resolving ${request.source} and ${request.destination}`);
    const { words, resolution } = await resolveHostName(modules, request, signal);
    const plans = planFamilies(modules.inventory, words, identifiers).map((plan) => {
      return resolution === null ? plan : { ...plan, resolution };
    });
    const shared = { ...modules, agents: agentsAskedOnce(modules.agents, plans) };
    const turns = probeTurns(plans.length);
    const caseOf = async (plan: Plan): Promise<CaseFile> => {
      const { timeoutMs } = request;
      const turn = turns();
      const evidence = await collect(shared, { plan, timeoutMs, turn, progress, signal }).finally(
        turn.over,
      );
      return {
        version: caseVersion,
        id: randomUUID(),
        startedAt: startedAt.toISOString(),
        durationMs: Date.now() - startedAt.getTime(),
        ...evidence,
      };
    };
    const { diagnosis, cases } = concludeFamilies(await Promise.all(plans.map(caseOf)));
    return { diagnosis, caseFile: toRecords(cases) };
  }

  return {
    async diagnose(request, progress, signal) {
      const deadline = AbortSignal.any([signal, AbortSignal.timeout(request.timeoutMs)]);
      // Watching takes long, and little of the nodes.
      if (request.passive) return diagnoseNow(request, progress, deadline);
      if (active.isFull) progress("plan", "waiting for other diagnoses to end");
      return active.run(() => diagnoseNow(request, progress, deadline), deadline);
    },
    async trace(request, signal) {
      const { words } = await resolveHostName(modules, request, signal);
      const family = words.family ?? familyInWords(words);
      return traceBothWays(modules, { ...words, family }, signal);
    },
  };
}

import { randomUUID } from "node:crypto";
import { Limiter } from "../../../lib/limiter.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { Sight } from "../../access/permit.ts";
import { agentsAskedOnce } from "../../collect/asked-once.ts";
import { type CollectModules, collect } from "../../collect/collect.ts";
import { probeTurns } from "../../collect/packets/probe-turns.ts";
import { type CaseFile, caseVersion } from "../../evidence/case-file.ts";
import { toRecords } from "../../evidence/case-record.ts";
import type { Plan } from "../../evidence/plan.ts";
import { resolveHostName } from "../../plan/host-name.ts";
import { planFamilies } from "../../plan/plan-families.ts";
import { ProbeIdentifiers } from "../../plan/probe-identifiers.ts";
import type { DiagnosisAnswer, DiagnosisRequest, Progress } from "../../plan/request.ts";
import { concludeFamilies } from "../../verdict/families.ts";
import { withoutOthers } from "../../verdict/without-others.ts";
import type { ServiceLimits } from "../limits.ts";
import { rightsOfEnds, rightsOfPath } from "../rights.ts";
import type { RunContext, UseCase } from "../use-case.ts";
import { type DiagnosisInput, readDiagnosisRequest } from "./request.ts";

export interface ProgressEvent {
  readonly step: string;
  readonly what: Reason;
}

export interface DiagnosisPlan {
  readonly request: DiagnosisRequest;
  readonly startedAt: Date;
  /** One for each IP version that is diagnosed. */
  readonly plans: readonly Plan[];
}

export type DiagnoseUseCase = UseCase<
  DiagnosisInput,
  DiagnosisRequest,
  DiagnosisPlan,
  DiagnosisAnswer,
  ProgressEvent
>;

/**
 * Answers "why can A not reach B": plan → collect → correlate → explain → verdict, for each IP
 * version that both ends have, at the same time.
 */
export function diagnoseUseCase(modules: CollectModules, limits: ServiceLimits): DiagnoseUseCase {
  const identifiers = new ProbeIdentifiers();
  const [all, active] = [new Limiter(limits.diagnoses), new Limiter(limits.activeDiagnoses)];
  return {
    name: "diagnose",
    read: readDiagnosisRequest,
    timeoutMs: ({ timeoutMs }) => timeoutMs,
    concludesInTime: true,
    // Watching takes long, and little of the nodes.
    limiters: ({ passive }) => (passive ? [all] : [all, active]),
    waiting: { step: "plan", what: reason("WAITING_FOR_OTHERS", {}) },
    rights: (request) => rightsOfEnds(modules.inventory, request),
    async plan(asked, { gone, untilMs, emit }) {
      const startedAt = new Date();
      const { source, destination } = asked;
      await emit({ step: "plan", what: reason("RESOLVING_ENDS", { source, destination }) });
      const namingMs = Math.max(0, (untilMs - performance.now()) / 2);
      const { request, resolution } = await resolveHostName(modules, asked, gone, namingMs);
      const plans = planFamilies(modules.inventory, request, identifiers).map((plan) => {
        return resolution === null ? plan : { ...plan, resolution };
      });
      return { request, startedAt, plans };
    },
    rightsOfPlan: ({ plans }) => plans.flatMap(rightsOfPath),
    run: (plan, context) => runDiagnosis(modules, plan, context),
    shown: shownTo,
    asked: ({ source, destination, namespace, protocol, port, count, passive }) => {
      return { source, destination, namespace, protocol, port, count, passive };
    },
    answered: ({ diagnosis: { id, outcome, confidence, traffic, evidence } }) => {
      return { id, outcome, confidence, probes: traffic.count, evidence: evidence.length };
    },
    tally: ({ diagnosis: { outcome, failure, cause, findings } }) => {
      const found = findings.map(({ code }) => code);
      return {
        outcome,
        failure,
        codes: [...new Set(cause === null ? found : [cause.code, ...found])],
      };
    },
  };
}

/** A case holds facts of whole nodes, with everybody's rules and ports: all of it or nothing. */
function shownTo({ diagnosis, caseFile }: DiagnosisAnswer, sight: Sight): DiagnosisAnswer {
  if (sight.everything) return { diagnosis, caseFile };
  return { diagnosis: withoutOthers(diagnosis, sight.sees), caseFile: null };
}

async function runDiagnosis(
  modules: CollectModules,
  { startedAt, plans }: DiagnosisPlan,
  { gone: signal, untilMs, emit }: RunContext<ProgressEvent>,
): Promise<DiagnosisAnswer> {
  const shared = { ...modules, agents: agentsAskedOnce(modules.agents, plans) };
  const turns = probeTurns(plans.length);
  const progress: Progress = (step, what) => void emit({ step, what });
  const caseOf = async (plan: Plan): Promise<CaseFile> => {
    const turn = turns();
    const evidence = await collect(shared, { plan, untilMs, turn, progress, signal }).finally(
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

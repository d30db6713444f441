import { Limiter } from "../../../lib/limiter.ts";
import type { DoctorDocument } from "../../../proto/documents/v1/doctor.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import type { ServiceLimits } from "../limits.ts";
import type { UseCase } from "../use-case.ts";
import { cluster, type DoctorCheck, type DoctorItem, unknown } from "./check.ts";
import { doctorChecks } from "./checks/list.ts";
import { type CheckedItem, doctorDocument } from "./document.ts";
import type { DoctorEvidence } from "./evidence.ts";
import { type DoctorModules, gather } from "./gather.ts";

export type DoctorUseCase = UseCase<
  Record<string, never>,
  Record<string, never>,
  null,
  DoctorDocument,
  never
>;

/** Agents that do not answer in their own time are unknown long before. */
const timeoutMs = 60_000;

/** Is this installation whole? It asks every agent, so it takes the right to audits. */
export function doctorUseCase(modules: DoctorModules, limits: ServiceLimits): DoctorUseCase {
  const limiter = new Limiter(limits.doctors);
  return {
    name: "doctor",
    read: () => ({}),
    timeoutMs: () => timeoutMs,
    limiters: () => [limiter],
    rights: () => [{ resource: "audits", verb: "create", namespace: null }],
    plan: async () => null,
    rightsOfPlan: () => [],
    async run(_plan, { signal }) {
      const startedAt = new Date();
      const evidence = await gather(modules, signal);
      return doctorDocument(judge(evidence), { startedAt, version: evidence.version });
    },
    asked: () => ({}),
    answered: ({ outcome, counts }) => ({ outcome, ...counts }),
  };
}

/** All checks on what was collected, in their order. */
export function judge(evidence: DoctorEvidence): readonly CheckedItem[] {
  return doctorChecks.flatMap((check) =>
    itemsOf(check, evidence).map((item) => ({ check: check.name, ...item })),
  );
}

/** A check that breaks has found nothing out: never ok. */
export function itemsOf(check: DoctorCheck, evidence: DoctorEvidence): readonly DoctorItem[] {
  try {
    return check.run(evidence);
  } catch (thrown) {
    return [unknown(cluster, reason("CHECK_BROKE", { why: reasonOf(thrown) }))];
  }
}

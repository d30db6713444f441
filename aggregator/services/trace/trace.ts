import { Limiter } from "../../../lib/limiter.ts";
import type { TraceDocument } from "../../../proto/documents/v1/trace.ts";
import { reason } from "../../../proto/reasons/index.ts";
import type { CollectModules } from "../../collect/collect.ts";
import { bridgeRoles } from "../../evidence/plan.ts";
import { resolveHostName } from "../../plan/host-name.ts";
import type { PlannedPath } from "../../plan/path.ts";
import { planPath } from "../../plan/plan.ts";
import { PlanError } from "../../plan/plan-error.ts";
import { familyOfEnds } from "../../plan/plan-families.ts";
import type { TraceRequest } from "../../plan/request.ts";
import type { ServiceLimits } from "../limits.ts";
import { rightsOfEnds, rightsOfPath } from "../rights.ts";
import type { UseCase } from "../use-case.ts";
import { traceBothDirections } from "./both-directions.ts";
import { readTraceRequest, type TraceInput } from "./request.ts";

export interface TracePlan {
  readonly request: TraceRequest;
  readonly planned: PlannedPath;
}

export type TraceUseCase = UseCase<TraceInput, TraceRequest, TracePlan, TraceDocument, never>;

/** Says what OVN and br-int would do with a packet and with its answer; sends nothing. */
export function traceUseCase(modules: CollectModules, limits: ServiceLimits): TraceUseCase {
  const limiter = new Limiter(limits.traces);
  return {
    name: "trace",
    read: readTraceRequest,
    timeoutMs: ({ timeoutMs }) => timeoutMs,
    concludesInTime: true,
    limiters: () => [limiter],
    rights: (request) => rightsOfEnds(modules.inventory, request),
    async plan(asked, { gone, untilMs }) {
      const namingMs = Math.max(0, (untilMs - performance.now()) / 2);
      const { request } = await resolveHostName(modules, asked, gone, namingMs);
      const family = request.family ?? familyOfEnds(request);
      const planned = planPath(modules.inventory, { ...request, family });
      if (bridgeRoles(planned.path).length === 0) throw passesNoBridge(planned.path);
      return { request, planned };
    },
    rightsOfPlan: ({ planned }) => rightsOfPath(planned.path),
    run: ({ request: { verbose }, planned }, { gone, untilMs }) =>
      traceBothDirections(modules, planned, { verbose, untilMs, signal: gone }),
    asked: ({ source, destination, namespace, protocol, port }) => {
      return { source, destination, namespace, protocol, port };
    },
    answered: ({ directions }) => ({ directions: directions?.length ?? 0 }),
  };
}

function passesNoBridge({ named }: PlannedPath["path"]): PlanError {
  const [source, destination] = [named.source.name, named.destination.name];
  return new PlanError(reason("PASSES_NO_BRIDGE", { source, destination }));
}

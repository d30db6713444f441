import { setTimeout } from "node:timers/promises";
import type { CollectModules } from "../collect/collect.ts";
import { type AgentsUseCase, agentsUseCase } from "./agents/agents.ts";
import { type DiagnoseUseCase, diagnoseUseCase } from "./diagnose/diagnose.ts";
import { type DoctorUseCase, doctorUseCase } from "./doctor/doctor.ts";
import type { OwnInstallation } from "./doctor/gather.ts";
import { type FlowsUseCase, flowsUseCase } from "./flows/flows.ts";
import type { ServiceLimits } from "./limits.ts";
import { type ServeModules, type ServiceFunction, serve } from "./serve.ts";
import { type TraceUseCase, traceUseCase } from "./trace/trace.ts";
import type { UseCase } from "./use-case.ts";

/** All that can be asked of the aggregator. */
export interface UseCases {
  readonly diagnose: DiagnoseUseCase;
  readonly trace: TraceUseCase;
  readonly flows: FlowsUseCase;
  readonly agents: AgentsUseCase;
  readonly doctor: DoctorUseCase;
}

type ServiceOf<T> =
  T extends UseCase<infer Input, infer _Request, infer _Plan, infer Answer, infer Event>
    ? ServiceFunction<Input, Answer, Event>
    : never;

/** What transports call. */
export type Services = { readonly [Name in keyof UseCases]: ServiceOf<UseCases[Name]> } & {
  /** Waits until nothing is being answered, at most so long. */
  whenIdle(timeoutMs: number): Promise<void>;
};

export function createUseCases(
  modules: CollectModules,
  own: OwnInstallation,
  limits: ServiceLimits,
): UseCases {
  const { agents, inventory } = modules;
  return {
    diagnose: diagnoseUseCase(modules, limits),
    trace: traceUseCase(modules, limits),
    flows: flowsUseCase({ endpoints: inventory, agents }, limits),
    agents: agentsUseCase(agents, inventory),
    doctor: doctorUseCase({ inventory, agents, own }, limits),
  };
}

export function createServices(useCases: UseCases, modules: ServeModules): Services {
  const running = new Set<Promise<unknown>>();
  const counted = <Input, Answer, Event>(
    service: ServiceFunction<Input, Answer, Event>,
  ): ServiceFunction<Input, Answer, Event> => {
    return (input, call) => {
      const answer = service(input, call);
      running.add(answer);
      const forget = (): void => void running.delete(answer);
      answer.then(forget, forget);
      return answer;
    };
  };
  return {
    diagnose: counted(serve(useCases.diagnose, modules)),
    trace: counted(serve(useCases.trace, modules)),
    flows: counted(serve(useCases.flows, modules)),
    agents: counted(serve(useCases.agents, modules)),
    doctor: counted(serve(useCases.doctor, modules)),
    async whenIdle(timeoutMs) {
      const timeout = new AbortController();
      const late = setTimeout(timeoutMs, undefined, { signal: timeout.signal }).catch(() => {});
      await Promise.race([Promise.allSettled(running), late]);
      timeout.abort();
    },
  };
}

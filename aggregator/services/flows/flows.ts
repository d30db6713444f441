import { Limiter } from "../../../lib/limiter.ts";
import type { FlowBatch } from "../../../proto/gen/tapline/v1/FlowBatch.ts";
import type { FlowReport__Output } from "../../../proto/gen/tapline/v1/FlowReport.ts";
import type { FlowsTarget } from "../../../proto/gen/tapline/v1/FlowsTarget.ts";
import { requestBounds } from "../../../proto/requests/bounds.ts";
import type { AgentDirectory } from "../../transport/agent-directory.ts";
import type { ServiceLimits } from "../limits.ts";
import type { EndpointFinder } from "../rights.ts";
import type { UseCase } from "../use-case.ts";
import { type FlowsPlace, findFlowsPlace } from "./place.ts";
import { type FlowsInput, type FlowsRequest, readFlowsRequest } from "./request.ts";

/** OVN's integration bridge (ovn-controller(8), external_ids:ovn-bridge, as Kube-OVN sets it). */
const bridge = "br-int";
const portsTimeoutMs = 3_000;

export type FlowsEvent = { readonly target: FlowsTarget } | { readonly flows: FlowBatch };

export interface FlowsPlan extends FlowsPlace {
  readonly table: number | null;
}

export type FlowsUseCase = UseCase<
  FlowsInput,
  FlowsRequest,
  FlowsPlan,
  FlowReport__Output,
  FlowsEvent
>;

/** Hands over the flows of a node's bridge as they are read; the answer is the report. */
export function flowsUseCase(
  modules: { readonly endpoints: EndpointFinder; readonly agents: AgentDirectory },
  limits: ServiceLimits,
): FlowsUseCase {
  const limiter = new Limiter(limits.flowDumps);
  return {
    name: "flows",
    read: readFlowsRequest,
    timeoutMs: () => requestBounds.flowsMs,
    limiters: () => [limiter],
    // Also for a pod's: they are picked from all of its node, by the one who asked.
    rights: () => [{ resource: "nodeflows", verb: "get", namespace: null }],
    plan: async (request) => ({ ...findFlowsPlace(request, modules), table: request.table }),
    rightsOfPlan: () => [],
    async run(plan, { signal, emit }) {
      const { agent, pod, table } = plan;
      const ofport = await ofportOf(plan, signal);
      await emit({ target: { node: agent.node, ofport, addresses: [...(pod?.ips ?? [])] } });
      const command = { bridge, ...(table === null ? {} : { table }) };
      const options = { timeoutMs: requestBounds.flowsMs, signal };
      return agent.flows(command, options, (batch) => emit({ flows: batch }));
    },
    asked: ({ target, namespace, table }) => ({ target, namespace, table }),
    answered: ({ flows }) => ({ flows }),
  };
}

/** The pod's port on the bridge; 0 when the target is a node or the port is not known. */
async function ofportOf({ agent, pod }: FlowsPlace, signal: AbortSignal): Promise<number> {
  if (pod === null || pod.logicalPort === null) return 0;
  const { ports } = await agent.ports({ timeoutMs: portsTimeoutMs, signal });
  return ports.find((port) => port.ifaceId === pod.logicalPort)?.ofport ?? 0;
}

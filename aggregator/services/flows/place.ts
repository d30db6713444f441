import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { PodEndpoint } from "../../inventory/endpoints/endpoints.ts";
import type { AgentDirectory } from "../../transport/agent-directory.ts";
import type { AgentHandle } from "../../transport/agent-handle.ts";
import { RequestError } from "../request-error.ts";
import type { EndpointFinder } from "../rights.ts";

/** Whose flows are meant: a node's, and on it perhaps those of one pod. */
export interface FlowsPlace {
  readonly agent: AgentHandle;
  readonly pod: PodEndpoint | null;
}

/**
 * Resolves a node with an agent by its name, `node/NAME`, or any reference to a pod.
 *
 * A node's name wins over a pod of the same name; `pod/NAME` reaches the pod. A node that only its
 * agent knows is found too: the inventory may be what is broken.
 *
 * @throws {RequestError} NOT_ON_A_NODE, NO_AGENT.
 * @throws {EndpointError} when the reference names nothing.
 */
export function findFlowsPlace(
  request: { readonly target: string; readonly namespace: string },
  modules: { readonly endpoints: EndpointFinder; readonly agents: AgentDirectory },
): FlowsPlace {
  const { endpoints, agents } = modules;
  const known = agents.agent(request.target.replace(/^node\//, ""));
  if (known !== undefined) return { agent: known, pod: null };
  const endpoint = endpoints.endpoint(request.target, request.namespace);
  if (endpoint.kind === "Service") {
    throw notOnNode(request.target, reason("SERVICE_ON_EVERY_NODE", {}));
  }
  if (endpoint.kind === "Address") {
    throw notOnNode(request.target, reason("OUTSIDE_THE_CLUSTER", {}));
  }
  if (endpoint.node === null) throw notOnNode(request.target, reason("POD_ON_NO_NODE", {}));
  const agent = agents.agent(endpoint.node);
  if (agent === undefined) throw noAgent(endpoint.node);
  return { agent, pod: endpoint.kind === "Pod" ? endpoint : null };
}

function noAgent(node: string): RequestError {
  return new RequestError(reason("NO_AGENT", { node }));
}

function notOnNode(target: string, why: Reason): RequestError {
  return new RequestError(reason("NOT_ON_A_NODE", { target, why }));
}

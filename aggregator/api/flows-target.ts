import type { Endpoint, PodEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { AgentDirectory } from "../transport/agent-directory.ts";
import type { AgentHandle } from "../transport/agent-handle.ts";
import { ApiError } from "./api-error.ts";

/** Who resolves what a user typed; throws what the caller is to be told. */
export interface EndpointFinder {
  endpoint(words: string, defaultNamespace: string): Endpoint;
}

/** Whose flows are meant: a node's, and on it perhaps those of one pod. */
export interface FlowsPlace {
  readonly agent: AgentHandle;
  readonly pod: PodEndpoint | null;
}

/**
 * Resolves a node with an agent by its name, `node/NAME`, or any words for a pod.
 *
 * A node's name wins over a pod of the same name; `pod/NAME` reaches the pod. A node that only its
 * agent knows is found too: the inventory may be what is broken.
 *
 * @throws {ApiError} NOT_ON_A_NODE, NO_AGENT.
 * @throws {EndpointError} when the words name nothing.
 */
export function findFlowsPlace(
  words: { readonly target: string; readonly namespace: string },
  modules: { readonly endpoints: EndpointFinder; readonly agents: AgentDirectory },
): FlowsPlace {
  const { endpoints, agents } = modules;
  const known = agents.agent(words.target.replace(/^node\//, ""));
  if (known !== undefined) return { agent: known, pod: null };
  const endpoint = endpoints.endpoint(words.target, words.namespace);
  if (endpoint.kind === "Service") {
    throw notOnNode(words.target, "a Service is on every node; name one of them");
  }
  if (endpoint.kind === "Address") throw notOnNode(words.target, "it is outside the cluster");
  if (endpoint.node === null) throw notOnNode(words.target, "the pod is on no node yet");
  const agent = agents.agent(endpoint.node);
  if (agent === undefined) throw noAgent(endpoint.node);
  return { agent, pod: endpoint.kind === "Pod" ? endpoint : null };
}

function noAgent(node: string): ApiError {
  const message = `Cannot ask node ${node}: no agent has connected from it; is one running there`;
  return new ApiError({ code: "NO_AGENT", node }, message);
}

function notOnNode(target: string, why: string): ApiError {
  const message = `Cannot show the flows of "${target}": ${why}`;
  return new ApiError({ code: "NOT_ON_A_NODE", target }, message);
}

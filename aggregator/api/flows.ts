import type { FlowsRequest__Output } from "../../proto/gen/tapline/v1/FlowsRequest.ts";
import type { FlowsResponse } from "../../proto/gen/tapline/v1/FlowsResponse.ts";
import type { AgentDirectory } from "../transport/agent-directory.ts";
import { type EndpointFinder, type FlowsPlace, findFlowsPlace } from "./flows-target.ts";
import { readFlowsRequest } from "./request-schema.ts";
import type { Sender } from "./server-call.ts";

/** OVN's integration bridge (ovn-controller(8), external_ids:ovn-bridge, as Kube-OVN sets it). */
const bridge = "br-int";
/** A bridge of 100,000 flows takes some seconds to a reader that pauses now and then. */
const dumpTimeoutMs = 60_000;
const portsTimeoutMs = 3_000;

/** Answers Flows: the target, its flows as they are read, and the report. */
export async function flows(
  modules: { readonly endpoints: EndpointFinder; readonly agents: AgentDirectory },
  request: FlowsRequest__Output,
  sender: Sender<FlowsResponse>,
  signal: AbortSignal,
): Promise<void> {
  const words = readFlowsRequest(request);
  const place = findFlowsPlace(words, modules);
  const { agent, pod } = place;
  const ofport = await ofportOf(place, signal);
  const target = { node: agent.node, ofport, addresses: [...(pod?.ips ?? [])] };
  await sender.send({ target });
  const command = { bridge, ...(words.table === null ? {} : { table: words.table }) };
  const options = { timeoutMs: dumpTimeoutMs, signal };
  const report = await agent.flows(command, options, (batch) => sender.send({ flows: batch }));
  await sender.send({ report });
}

/** The pod's port on the bridge; 0 when the target is a node or the port is not known. */
async function ofportOf({ agent, pod }: FlowsPlace, signal: AbortSignal): Promise<number> {
  if (pod === null || pod.logicalPort === null) return 0;
  const { ports } = await agent.ports({ timeoutMs: portsTimeoutMs, signal });
  return ports.find((port) => port.ifaceId === pod.logicalPort)?.ofport ?? 0;
}

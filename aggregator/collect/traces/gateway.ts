import { reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import type { OpenflowTrace } from "../../../proto/wire/trace.ts";
import type { OpenflowTraceEvidence } from "../../evidence/item.ts";
import { hasOpenGateway, type Plan, type PlannedEnd } from "../../evidence/plan.ts";
import { toGateway } from "../../plan/routing/gateways.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
import { findPort } from "../facts/find-port.ts";
import { notSynced } from "../rows/synced.ts";
import { flowOwners } from "./flow-owners.ts";
import { gatewayMac } from "./next-hop.ts";
import { noPort } from "./openflow.ts";
import { bridgeFlow, ctStates } from "./openflow-flow.ts";

/**
 * Which of several gateway nodes the pod's packets take, by the bucket that br-int of its node
 * chooses: with Kube-OVN's patches by the source's address, so that all of a pod's take one. Where
 * OVS chooses by connection, the trace ends there.
 */
export const gatewayTraceCollector: Collector = {
  name: "traces/gateway",
  gives: ["gateway-trace"],
  needs: [],
  phase: "choose",
  questions: 2,
  applies: (plan) => isPlaced(plan) && hasOpenGateway(plan),
  collect: traceRequest,
  refine: toTracedGateway,
};

async function traceRequest(context: CollectContext): Promise<void> {
  const { inventory, plan, agents, record, questionMs, signal } = context;
  const { source } = plan;
  const limits = { timeoutMs: questionMs, signal };
  const trace = async (): Promise<OpenflowTraceEvidence> => {
    const agent = agents.on(source.node);
    const problem = notSynced(inventory, "ovn-southbound");
    if (problem !== null) throw new ReasonedError(reason("FLOW_OWNERS_UNKNOWN", { why: problem }));
    const ofport = findPort((await agent.ports(limits)).ports, source)?.ofport ?? -1;
    if (ofport <= 0) throw noPort(source.name);
    const macs = { source: source.mac ?? "", destination: gatewayMac(source) };
    const flow = bridgeFlow(plan, "request", { kind: "pod", ofport }, macs);
    const command = { bridge: "br-int", flow, ctNext: ctStates("request") };
    const answer = await agent.openflowTrace(command, limits);
    const owners = flowOwners(inventory, answer, { sender: null, receiver: null });
    return { trace: answer, flow, owners };
  };
  await record.observe(source.node, trace, (data) => ({
    kind: "openflow-trace",
    name: "gateway-trace",
    data,
  }));
}

function toTracedGateway(plan: Plan, { inventory, found }: CollectContext): Plan {
  const traced = found.gatewayTrace();
  if (!traced.known) return plan;
  if (traced.value.trace.result === "incomplete") return { ...plan, gatewayChoice: "connection" };
  const end = gatewayOf(plan, traced.value.trace);
  return end === null ? plan : toGateway(inventory, plan, end, "source");
}

/** By the keys on the tunnel; without a tunnel it is the pod's own node, if that is one of them. */
function gatewayOf(
  { gateways = [], source }: Plan,
  { outputs, result }: OpenflowTrace,
): PlannedEnd | null {
  if (result !== "delivered") return null;
  const tunnels = outputs.filter(({ kind }) => kind === "tunnel");
  const end = gateways.find(({ node, tunnelKeys }) =>
    tunnels.length === 0
      ? node === source.node
      : tunnels.some(({ egressKey }) => egressKey !== undefined && egressKey === tunnelKeys?.port),
  );
  return end ?? null;
}

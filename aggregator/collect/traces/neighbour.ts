import { reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import type { OpenflowTraceEvidence } from "../../evidence/item.ts";
import { otherRole, type Plan, podRoles, type Role } from "../../evidence/plan.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
import { notSynced } from "../rows/synced.ts";
import { flowOwners } from "./flow-owners.ts";
import { neighbourFlow } from "./neighbour-flow.ts";
import { noPort, ofportOf } from "./openflow.ts";

/**
 * What br-int does with the request of each pod for the MAC of its next hop: what drops ARP or
 * neighbour discovery alone shows in no trace of an IP packet.
 */
export const neighbourTraceCollector: Collector = {
  name: "traces/neighbour",
  gives: ["neighbour-trace"],
  needs: ["port"],
  phase: "meanwhile",
  questions: 1,
  applies: isPlaced,
  collect: async (context) => {
    await Promise.all(podRoles(context.plan).map((role) => traceFrom(context, role)));
  },
};

async function traceFrom(context: CollectContext, role: Role): Promise<void> {
  const { inventory, plan, agents, found, record, questionMs, signal } = context;
  const hop = nextHop(plan, role);
  const { ip, mac, node } = plan[role];
  if (hop === null || mac === null) return;
  const trace = async (): Promise<OpenflowTraceEvidence> => {
    const agent = agents.on(node);
    const ofport = ofportOf(found, role);
    if (ofport === null) throw noPort(plan[role].name);
    const problem = notSynced(inventory, "ovn-southbound");
    if (problem !== null) throw new ReasonedError(reason("FLOW_OWNERS_UNKNOWN", { why: problem }));
    const flow = neighbourFlow({ ofport, mac, ip, target: hop });
    const command = { bridge: "br-int", flow, ctNext: [] };
    const answer = await agent.openflowTrace(command, { timeoutMs: questionMs, signal });
    if (answer.result === "incomplete") throw new ReasonedError(reason("TRACE_INCOMPLETE", {}));
    const owners = flowOwners(inventory, answer, { sender: null, receiver: null });
    return { trace: answer, flow, owners };
  };
  const body = { kind: "openflow-trace", name: "neighbour-trace", role } as const;
  await record.observe(node, trace, (data) => ({ ...body, data }));
}

/** Within a subnet the other pod, else the router; null when there is none. */
function nextHop(plan: Plan, role: Role): string | null {
  return plan.sameSubnet ? plan[otherRole(role)].ip : plan[role].gatewayIp;
}

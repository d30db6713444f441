import { reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import type { OpenflowTraceEvidence } from "../../evidence/item.ts";
import { otherRole, type Plan, podRoles, type Role } from "../../evidence/plan.ts";
import { notSynced } from "../rows/database-rows.ts";
import { flowOwners } from "./flow-owners.ts";
import { neighbourFlow } from "./neighbour-flow.ts";
import type { OpenflowOptions } from "./openflow.ts";

/**
 * Traces the question of each pod for the MAC of its next hop: what drops ARP or neighbour
 * discovery alone shows in no trace of an IP packet.
 */
export async function traceNeighbours(options: OpenflowOptions): Promise<void> {
  await Promise.all(podRoles(options.plan).map((role) => traceOf(options, role)));
}

async function traceOf(options: OpenflowOptions, role: Role): Promise<void> {
  const { inventory, plan, nodes, recorder, timeoutMs, signal } = options;
  const hop = nextHop(plan, role);
  const { ip, mac, node } = plan[role];
  if (hop === null || mac === null) return;
  const look = async (): Promise<OpenflowTraceEvidence> => {
    const { agent, ofport } = nodes[role];
    if (agent === null) throw new ReasonedError(reason("NO_AGENT", { node: node ?? "" }));
    if (ofport === null)
      throw new ReasonedError(reason("NO_BRIDGE_PORT", { name: plan[role].name }));
    const problem = notSynced(inventory, "ovn-southbound");
    if (problem !== null) throw new ReasonedError(reason("FLOW_OWNERS_UNKNOWN", { why: problem }));
    const flow = neighbourFlow({ ofport, mac, ip, target: hop });
    const command = { bridge: "br-int", flow, ctNext: [] };
    const trace = await agent.openflowTrace(command, { timeoutMs, signal });
    if (trace.result === "incomplete") throw new ReasonedError(reason("TRACE_INCOMPLETE", {}));
    return { trace, flow, owners: flowOwners(inventory, trace, { sender: null, receiver: null }) };
  };
  const body = { kind: "openflow-trace", name: "neighbour-trace", role } as const;
  await recorder.look(node, look, (data) => ({ ...body, data }));
}

/** Within a subnet the other pod, else the router; null when there is none. */
function nextHop(plan: Plan, role: Role): string | null {
  return plan.sameSubnet ? plan[otherRole(role)].ip : plan[role].gatewayIp;
}

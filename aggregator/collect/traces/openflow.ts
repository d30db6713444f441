import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import type { NodeFacts } from "../../../proto/wire/facts.ts";
import type { OpenflowTrace } from "../../../proto/wire/trace.ts";
import type { OpenflowTraceEvidence } from "../../evidence/item.ts";
import { otherRole, type Plan, type Role } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import type { AgentHandle } from "../../transport/agent-handle.ts";
import type { Recorder } from "../recorder.ts";
import { notSynced } from "../rows/database-rows.ts";
import { flowOwners } from "./flow-owners.ts";
import { gatewayMac, nextHopMac, portMac, strangersMac } from "./next-hop.ts";
import { ctStates, type Entry, sender, traceFlow } from "./openflow-flow.ts";

/** What must be known of a node before br-int can be asked. */
export interface NodeView {
  readonly agent: AgentHandle | null;
  readonly facts: NodeFacts | null;
  /** OpenFlow port of the pod; null when it has none. */
  readonly ofport: number | null;
}

export interface OpenflowOptions {
  readonly inventory: Inventory;
  readonly plan: Plan;
  readonly nodes: Readonly<Record<Role, NodeView>>;
  readonly recorder: Recorder;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Traces one direction over br-int of its nodes, and records each trace. */
export async function traceOpenflow(
  options: OpenflowOptions,
  direction: Direction,
): Promise<OpenflowTraceEvidence[]> {
  const near = sender(direction);
  const first = await traceOn(options, direction, near, () => podEntry(options, near));
  const traced = [first];
  if (options.plan.relation === "cross-node") {
    const far = otherRole(near);
    const second = await traceOn(options, direction, far, () =>
      options.plan.fabric === "provider"
        ? providerEntry(options, far)
        : tunnelEntry(options, far, first?.trace ?? null),
    );
    traced.push(second);
  }
  return traced.filter((one) => one !== null);
}

async function traceOn(
  options: OpenflowOptions,
  direction: Direction,
  role: Role,
  entryOf: () => Entry,
): Promise<OpenflowTraceEvidence | null> {
  const { inventory, plan, recorder, signal, timeoutMs } = options;
  const node = plan[role].node;
  const look = async (): Promise<OpenflowTraceEvidence> => {
    const { agent } = options.nodes[role];
    if (agent === null) throw new ReasonedError(reason("NO_AGENT", { node: node ?? "" }));
    const problem = notSynced(inventory, "ovn-southbound");
    if (problem !== null) throw new ReasonedError(reason("FLOW_OWNERS_UNKNOWN", { why: problem }));
    const entry = entryOf();
    const flow = traceFlow(plan, direction, entry, macsOf(options, direction, entry));
    const command = { bridge: "br-int", flow, ctNext: ctStates(direction) };
    const trace = await agent.openflowTrace(command, { timeoutMs, signal });
    if (trace.result === "incomplete") throw new ReasonedError(reason("TRACE_INCOMPLETE", {}));
    return { trace, flow, owners: flowOwners(inventory, trace, portsOf(options, direction)) };
  };
  return recorder.look(node, look, (data) => ({
    kind: "openflow-trace",
    name: "openflow-trace",
    direction,
    role,
    data,
  }));
}

function podEntry({ nodes, plan }: OpenflowOptions, role: Role): Entry {
  const { ofport } = nodes[role];
  if (ofport === null) throw new ReasonedError(reason("NO_BRIDGE_PORT", { name: plan[role].name }));
  return { kind: "pod", ofport };
}

/** The packet as it comes from the provider's bridge, by the port that ovn-controller patches. */
function providerEntry({ inventory, plan }: OpenflowOptions, role: Role): Entry {
  const { northbound } = inventory;
  const logicalSwitch = northbound.logicalSwitch(plan[role].switchName ?? "");
  const localnet = northbound
    .portsOf(logicalSwitch ?? missingSwitch(plan[role].switchName))
    .find((port) => port.type === "localnet");
  if (localnet === undefined) {
    throw new ReasonedError(reason("NO_LOCALNET_PORT", { switch: plan[role].switchName ?? "" }));
  }
  // OVN controller/patch.c names both ends after the bridge and the port.
  return { kind: "provider", port: `patch-br-int-to-${localnet.name}`, vlan: localnet.tag };
}

/** The packet as it comes out of the tunnel: with the keys that the first node's trace gave it. */
function tunnelEntry(options: OpenflowOptions, role: Role, sent: OpenflowTrace | null): Entry {
  const { nodes, plan, inventory } = options;
  const other = otherRole(role);
  const facts = nodes[role].facts;
  if (facts === null)
    throw new ReasonedError(reason("TUNNEL_PORTS_UNKNOWN", { node: plan[role].node ?? "" }));
  const ips = encapIps(inventory, plan[other].node);
  const own = encapIps(inventory, plan[role].node);
  const port = facts.tunnels.find((one) => ips.includes(one.remoteIp) && one.ofport > 0);
  if (port === undefined) {
    throw new ReasonedError(
      reason("NO_TUNNEL_PORT", { node: plan[role].node ?? "", remote: plan[other].node ?? "" }),
    );
  }
  const keys = keysOf(options, role, sent);
  return {
    kind: "tunnel",
    ofport: port.ofport,
    ...keys,
    tunnelSource: port.remoteIp,
    tunnelDestination: own[0] ?? "",
  };
}

function keysOf(
  { inventory, plan }: OpenflowOptions,
  role: Role,
  sent: OpenflowTrace | null,
): { vni: number; ingressKey: number; egressKey: number } {
  const output = sent?.outputs.find((one) => one.kind === "tunnel" && one.vni !== undefined);
  if (output?.vni !== undefined && output.ingressKey !== undefined) {
    return { vni: output.vni, ingressKey: output.ingressKey, egressKey: output.egressKey ?? 0 };
  }
  // The first node does not send it: what OVN would put on it.
  const { southbound, northbound } = inventory;
  const receiver = southbound.portBinding(plan[role].logicalPort ?? "");
  if (receiver === null)
    throw new ReasonedError(
      reason("NO_SOUTHBOUND_BINDING", { port: plan[role].logicalPort ?? "" }),
    );
  const datapath = southbound.datapath(receiver.datapath);
  const logicalSwitch = northbound.logicalSwitch(plan[role].switchName ?? "");
  const routerPort = northbound
    .portsOf(logicalSwitch ?? missingSwitch(plan[role].switchName))
    .find((port) => port.type === "router");
  const from = plan.sameSubnet ? plan[otherRole(role)].logicalPort : (routerPort?.name ?? null);
  const entered = southbound.portBinding(from ?? "");
  if (datapath === null || entered === null) {
    throw new ReasonedError(reason("TUNNEL_KEYS_UNKNOWN", { port: plan[role].logicalPort ?? "" }));
  }
  return {
    vni: datapath.tunnelKey,
    ingressKey: entered.tunnelKey,
    egressKey: receiver.tunnelKey,
  };
}

function missingSwitch(name: string | null): never {
  throw new ReasonedError(reason("NO_LOGICAL_SWITCH", { switch: name ?? "" }));
}

function encapIps({ southbound }: Inventory, node: string | null): readonly string[] {
  return southbound.chassisOfHostname(node ?? "").flatMap((one) => southbound.encapIps(one));
}

/** Within a subnet MACs stay; behind the router they are the router's and the receiver's. */
function macsOf(
  { inventory, plan }: OpenflowOptions,
  direction: Direction,
  entry: Entry,
): { source: string; destination: string } {
  const from = plan[sender(direction)];
  const to = plan[otherRole(sender(direction))];
  if (entry.kind === "pod" || plan.sameSubnet) {
    return {
      source: from.mac ?? "",
      destination: nextHopMac(inventory, plan, from, to),
    };
  }
  const source = entry.kind === "provider" ? strangersMac : gatewayMac(to);
  return { source, destination: portMac(inventory, to) };
}

function portsOf({ inventory, plan }: OpenflowOptions, direction: Direction) {
  const role = sender(direction);
  return {
    sender: inventory.northbound.logicalPort(plan[role].logicalPort ?? ""),
    receiver: inventory.northbound.logicalPort(plan[otherRole(role)].logicalPort ?? ""),
  };
}

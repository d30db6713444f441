import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { ReasonedError } from "../../../proto/reasons/reasoned-error.ts";
import type { OpenflowTrace } from "../../../proto/wire/trace.ts";
import type { OpenflowTraceEvidence } from "../../evidence/item.ts";
import {
  bridgeRoles,
  fabricOf,
  isHairpin,
  type LeavingRouter,
  otherRole,
  type Plan,
  type PlannedEnd,
  type Role,
} from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { tunnelKeysOf } from "../../plan/ends.ts";
import { gatewayPortOf } from "../../plan/underlay.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
import { notSynced } from "../rows/synced.ts";
import { sender, tracedDirections } from "./directions.ts";
import { flowOwners } from "./flow-owners.ts";
import { gatewayMac, localnetPort, nextHopMac, portMac, strangersMac } from "./next-hop.ts";
import { bridgeFlow, ctStates, type Entry } from "./openflow-flow.ts";

/** What br-int of each node does with the request and with its answer, by ofproto/trace. */
export const openflowTraceCollector: Collector = {
  name: "traces/openflow",
  gives: ["openflow-trace"],
  needs: ["port", "node"],
  phase: "meanwhile",
  questions: 2,
  // ofproto/trace ends at a load balancer's group, or goes on as though nothing were translated.
  applies: (plan) => isPlaced(plan) && !isHairpin(plan),
  collect: async (context) => {
    const { plan } = context;
    const whole = tracedDirections(plan).map((one) => traceDirection(context, one));
    await Promise.all([...whole, ...(isAnsweredByTunnel(plan) ? [traceArrival(context)] : [])]);
  },
};

/** Behind the router's address translation an answer can be traced again. */
function isAnsweredByTunnel({ destination, relation }: Plan): boolean {
  return destination.attachment === "localnet" && relation === "cross-node";
}

async function traceArrival(context: CollectContext): Promise<void> {
  await traceOn(context, "reply", "source", () => tunnelEntry(context, "source", null));
}

/** Traces one direction over br-int of its nodes, the sender's first: it gives the tunnel keys. */
async function traceDirection(context: CollectContext, direction: Direction): Promise<void> {
  const { plan } = context;
  const near = sender(direction);
  const bridges = bridgeRoles(plan);
  const first = bridges.includes(near)
    ? await traceOn(context, direction, near, () => podEntry(context, near))
    : null;
  const far = otherRole(near);
  if (plan.relation !== "cross-node" || !bridges.includes(far)) return;
  await traceOn(context, direction, far, () =>
    fabricOf(plan, direction) === "provider"
      ? providerEntry(context, far)
      : tunnelEntry(context, far, first?.trace ?? null),
  );
}

async function traceOn(
  context: CollectContext,
  direction: Direction,
  role: Role,
  entryOf: () => Entry,
): Promise<OpenflowTraceEvidence | null> {
  const { inventory, plan, agents, record, signal, questionMs } = context;
  const node = plan[role].node;
  const trace = async (): Promise<OpenflowTraceEvidence> => {
    const agent = agents.on(node);
    const problem = notSynced(inventory, "ovn-southbound");
    if (problem !== null) throw new ReasonedError(reason("FLOW_OWNERS_UNKNOWN", { why: problem }));
    const entry = entryOf();
    const flow = bridgeFlow(plan, direction, entry, macsOf(context, direction, entry));
    const command = { bridge: "br-int", flow, ctNext: ctStates(direction) };
    const answer = await agent.openflowTrace(command, { timeoutMs: questionMs, signal });
    if (answer.result === "incomplete") throw new ReasonedError(reason("TRACE_INCOMPLETE", {}));
    const owners = flowOwners(inventory, answer, portsOf(context, direction));
    return { trace: answer, flow, owners };
  };
  return record.observe(node, trace, (data) => ({
    kind: "openflow-trace",
    name: "openflow-trace",
    direction,
    role,
    data,
  }));
}

function podEntry({ found, plan }: CollectContext, role: Role): Entry {
  const ofport = ofportOf(found, role);
  if (ofport === null) throw noPort(plan[role].name);
  return { kind: "pod", ofport };
}

export function noPort(name: string): ReasonedError {
  return new ReasonedError(reason("NO_BRIDGE_PORT", { name }));
}

/** OpenFlow port of an end on br-int; null when it has none, or its interface is not known. */
export function ofportOf(found: CaseView, role: Role): number | null {
  const port = found.port(role);
  const ofport = port.known ? (port.value?.ofport ?? -1) : -1;
  return ofport > 0 ? ofport : null;
}

/** The packet as it comes from the provider's bridge, by the port that ovn-controller patches. */
function providerEntry({ inventory, plan }: CollectContext, role: Role): Entry {
  const localnet = localnetPort(inventory, plan[role]);
  // OVN controller/patch.c names both ends after the bridge and the port.
  return { kind: "provider", port: `patch-br-int-to-${localnet.name}`, vlan: localnet.tag };
}

/** The packet as it comes out of the tunnel: with the keys that the first node's trace gave it. */
function tunnelEntry(context: CollectContext, role: Role, sent: OpenflowTrace | null): Entry {
  const { found, plan, inventory } = context;
  const other = otherRole(role);
  const facts = found.nodeFacts(role);
  const [node, remote] = [plan[role].node ?? "", plan[other].node ?? ""];
  if (!facts.known) throw new ReasonedError(reason("TUNNEL_PORTS_UNKNOWN", { node }));
  const ips = encapIps(inventory, plan[other].node);
  const own = encapIps(inventory, plan[role].node);
  const port = facts.value.tunnels.find((one) => ips.includes(one.remoteIp) && one.ofport > 0);
  if (port === undefined) {
    throw new ReasonedError(reason("NO_TUNNEL_PORT", { node, remote }));
  }
  const keys = keysOf(context, role, sent);
  return {
    kind: "tunnel",
    ofport: port.ofport,
    ...keys,
    tunnelSource: port.remoteIp,
    tunnelDestination: own[0] ?? "",
  };
}

function keysOf(
  context: CollectContext,
  role: Role,
  sent: OpenflowTrace | null,
): { vni: number; ingressKey: number; egressKey: number } {
  const output = sent?.outputs.find((one) => one.kind === "tunnel" && one.vni !== undefined);
  if (output?.vni !== undefined && output.ingressKey !== undefined) {
    return { vni: output.vni, ingressKey: output.ingressKey, egressKey: output.egressKey ?? 0 };
  }
  // The first node does not send it: what OVN would put on it.
  const { inventory, plan } = context;
  const { southbound, northbound } = inventory;
  const redirect = plan[role].leaving?.redirect ?? null;
  if (redirect !== null) return redirectKeys(context, redirect);
  const receiver = southbound.portBinding(plan[role].logicalPort ?? "");
  const port = plan[role].logicalPort ?? "";
  if (receiver === null) throw new ReasonedError(reason("NO_SOUTHBOUND_BINDING", { port }));
  const datapath = southbound.datapath(receiver.datapath);
  const logicalSwitch = northbound.logicalSwitch(plan[role].switchName ?? "");
  const routerPort = northbound
    .portsOf(logicalSwitch ?? missingSwitch(plan[role].switchName))
    .find((port) => port.type === "router");
  const from = plan.sameSubnet ? plan[otherRole(role)].logicalPort : (routerPort?.name ?? null);
  const entered = southbound.portBinding(from ?? "");
  if (datapath === null || entered === null) {
    throw new ReasonedError(reason("TUNNEL_KEYS_UNKNOWN", { port }));
  }
  return {
    vni: datapath.tunnelKey,
    ingressKey: entered.tunnelKey,
    egressKey: receiver.tunnelKey,
  };
}

/** To a gateway chassis a packet goes from the router's port that it came by. */
function redirectKeys(
  { inventory, plan }: CollectContext,
  redirect: string,
): { vni: number; ingressKey: number; egressKey: number } {
  const receiver = tunnelKeysOf(inventory, redirect);
  const own = gatewayPortOf(inventory, plan.source.switchName)?.name ?? null;
  const entered = tunnelKeysOf(inventory, own);
  if (receiver === null || entered === null) {
    throw new ReasonedError(reason("TUNNEL_KEYS_UNKNOWN", { port: redirect }));
  }
  return { vni: receiver.datapath, ingressKey: entered.port, egressKey: receiver.port };
}

function missingSwitch(name: string | null): never {
  throw new ReasonedError(reason("NO_LOGICAL_SWITCH", { switch: name ?? "" }));
}

/** Addresses of a node's tunnels. */
export function encapIps({ southbound }: Inventory, node: string | null): readonly string[] {
  return southbound.chassisOfHostname(node ?? "").flatMap((one) => southbound.encapIps(one));
}

/** Within a subnet MACs stay; behind the router they are the router's and the receiver's. */
function macsOf(
  { inventory, plan }: CollectContext,
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
  if (to.leaving !== undefined) {
    return { source: to.leaving.mac, destination: learntMac(inventory, to, to.leaving) };
  }
  const isRouted = entry.kind === "tunnel" || (from.router !== null && from.router === to.router);
  return { source: isRouted ? gatewayMac(to) : strangersMac, destination: portMac(inventory, to) };
}

/** What the router has learnt of the next hop; while it has not, any MAC will do. */
function learntMac(
  { southbound }: Inventory,
  to: PlannedEnd,
  { routerPort, nexthop }: LeavingRouter,
): string {
  const learnt = southbound.macBindings(nexthop ?? to.ip);
  return learnt.find((one) => one.logicalPort === routerPort)?.mac ?? strangersMac;
}

function portsOf({ inventory, plan }: CollectContext, direction: Direction) {
  const role = sender(direction);
  return {
    sender: inventory.northbound.logicalPort(plan[role].logicalPort ?? ""),
    receiver: inventory.northbound.logicalPort(plan[otherRole(role)].logicalPort ?? ""),
  };
}

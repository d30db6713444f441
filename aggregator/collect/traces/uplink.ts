import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import type { OpenflowTraceEvidence } from "../../evidence/item.ts";
import { fabricOf, otherRole, type Plan, type Role } from "../../evidence/plan.ts";
import { exitNics, tunnelNics } from "../../host-state/nics.ts";
import { addressOf } from "../../inventory/ip-address.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";
import { sender } from "./directions.ts";
import { flowOwners } from "./flow-owners.ts";
import { encapIps } from "./openflow.ts";
import { type UplinkPacket, uplinkFlow } from "./openflow-flow.ts";

/**
 * What the bridges that hold the nodes' NICs do with packets of the path, by ofproto/trace. Traces
 * of br-int begin behind such a bridge where packets come in, and end before it where the kernel
 * makes tunnels or routes.
 */
export const uplinkTraceCollector: Collector = {
  name: "traces/uplink",
  gives: ["uplink-trace"],
  needs: ["node", "pod", "provider", "subnet"],
  phase: "meanwhile",
  questions: 1,
  applies: isPlaced,
  collect: async (context) => {
    const passages = passagesOf(context.plan);
    await Promise.all(passages.map((one) => traceOn(context, one)));
  },
};

/** Packets of a direction at the NIC of one node. */
interface Passage {
  readonly direction: Direction;
  readonly role: Role;
  readonly way: "in" | "out";
  /** As what they pass it. */
  readonly as: "tunnel" | "provider" | "routed";
}

function passagesOf(plan: Plan): Passage[] {
  const passages: Passage[] = [];
  for (const direction of ["request", "reply"] as const) {
    const near = sender(direction);
    if (plan.relation === "cross-node") {
      const as = fabricOf(plan, direction);
      if (as === "host") continue; // no packet of OVN's
      // A provider's bridge is patched to br-int, whose trace goes on there.
      if (as === "tunnel") passages.push({ direction, role: near, way: "out", as });
      passages.push({ direction, role: otherRole(near), way: "in", as });
    }
    const isForwarded = plan.exit === "outside" && plan.destination.attachment === "ovn0";
    const way = direction === "request" ? "out" : "in";
    if (isForwarded) passages.push({ direction, role: "destination", way, as: "routed" });
  }
  return passages;
}

async function traceOn(context: CollectContext, passage: Passage): Promise<void> {
  const { agents, found, inventory, plan, record, questionMs, signal } = context;
  const { role, direction, way } = passage;
  const nics =
    passage.as === "tunnel" ? tunnelNics(found, role) : exitNics(found, role, passage.as);
  if (!nics.known) return;
  const { bridge, names } = nics.value;
  const [nic] = names;
  // The kernel's own path from NIC to stack has no flows.
  if (bridge === null || nic === undefined) return;
  const packet = packetOf(context, passage, way === "in" ? nic : "LOCAL");
  if (packet === null) return;
  const node = plan[role].node;
  const look = async (): Promise<OpenflowTraceEvidence> => {
    const tunnelPort = passage.as === "tunnel" ? portOfTunnels(context, role) : null;
    const flow = uplinkFlow(plan, direction, packet, tunnelPort);
    const trace = await agents
      .on(node)
      .openflowTrace({ bridge, flow, ctNext: [] }, { timeoutMs: questionMs, signal });
    return { trace, flow, owners: flowOwners(inventory, trace, { sender: null, receiver: null }) };
  };
  await record.observe(node, look, (data) => ({
    kind: "openflow-trace",
    name: "uplink-trace",
    direction,
    role,
    way,
    bridge,
    data,
  }));
}

/** Null where an address is not known. */
function packetOf(
  { found, inventory, plan }: CollectContext,
  { direction, role, way, as }: Passage,
  port: string,
): UplinkPacket | null {
  const own = way === "out" ? role : otherRole(role);
  if (as === "tunnel") {
    const source = encapIps(inventory, plan[own].node)[0];
    const destination = encapIps(inventory, plan[otherRole(own)].node)[0];
    if (source === undefined || destination === undefined) return null;
    const macs = {
      source: macOf(found, own, source),
      destination: macOf(found, otherRole(own), destination),
    };
    return { port, source, destination, macs, vlan: null };
  }
  const [from, to] =
    direction === "request" ? [plan.source, plan.destination] : [plan.destination, plan.source];
  const plain = { port, source: from.ip, destination: to.ip, macs: noMacs, vlan: null };
  if (as === "routed") return asRouted(found, direction, plain);
  const row = found.provider(role);
  const vlan = row.known ? (row.value?.tag ?? null) : null;
  const isFar = plan.sameSubnet;
  const macs = { source: isFar ? (from.mac ?? "") : "", destination: to.mac ?? "" };
  return { ...plain, macs, vlan };
}

const noMacs = { source: "", destination: "" } as const;

/** Behind masquerading it is the node's own address that leaves, and that answers come to. */
function asRouted(
  found: CollectContext["found"],
  direction: Direction,
  packet: UplinkPacket,
): UplinkPacket | null {
  const subnet = found.subnet("source");
  const nics = exitNics(found, "destination", "routed");
  const facts = found.nodeFacts("destination");
  if (!subnet.known || !nics.known || !facts.known) return null;
  const device = facts.value.links.find(({ name }) => name === nics.value.bridge);
  const isV6 = packet.source.includes(":");
  const address = device?.addresses.map(addressOf).find((ip) => ip.includes(":") === isV6);
  const own = subnet.value?.natOutgoing === true ? address : undefined;
  const mac = device?.mac ?? "";
  if (direction === "request") {
    return { ...packet, source: own ?? packet.source, macs: { source: mac, destination: "" } };
  }
  return {
    ...packet,
    destination: own ?? packet.destination,
    macs: { source: "", destination: mac },
  };
}

/** MAC of the interface that has an address; "" where the node is not known to have it. */
function macOf(found: CollectContext["found"], role: Role, ip: string): string {
  const facts = found.nodeFacts(role);
  const links = facts.known ? facts.value.links : [];
  return links.find(({ addresses }) => addresses.map(addressOf).includes(ip))?.mac ?? "";
}

/** Registered with IANA: RFC 8926 for Geneve, RFC 7348 for VXLAN. */
const tunnelPorts = { geneve: 6_081, vxlan: 4_789 } as const;

function portOfTunnels({ found }: CollectContext, role: Role): number {
  const facts = found.nodeFacts(role);
  const isVxlan = facts.known && facts.value.tunnels.some(({ type }) => type === "vxlan");
  return isVxlan ? tunnelPorts.vxlan : tunnelPorts.geneve;
}

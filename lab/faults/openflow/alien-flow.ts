import { sbctl } from "../../northbound/sync.ts";
import {
  integrationBridge,
  nodeInterface,
  physicalBridge,
  uplink,
} from "../../openvswitch/rows.ts";
import { ipBatch, runOnNode } from "../../run-in.ts";
import { type AddressFamily, addressFamilies } from "../../topology/addresses.ts";
import type { NodeSpec, PodSpec } from "../../topology/specs.ts";
import { addressOf } from "../../topology/topology.ts";
import { acrossNodes, expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";

/** Above every flow that OVN has in these tables (priority 100 to 150). */
export const priority = 200;
/** Physical to logical, and logical to physical: the same in every OVN (controller/lflow.h). */
const fromPorts = 0;
export const toPorts = 65;

/** Flows on br-int that OVN did not put there. */
export const alienFlowFaults: readonly Fault[] = [
  {
    ...fromAToB,
    name: "alien-drop-source",
    summary: "a flow that OVN did not install drops the request on the source's node",
    expect: expectation("source-bridge", "request", "FLOW_ALIEN"),
    inject: (path) => dropAtSource(path),
  },
  {
    ...fromAToB,
    name: "alien-drop-destination",
    summary: "a flow that OVN did not install drops the request on the destination's node",
    expect: expectation("destination-bridge", "request", "FLOW_ALIEN"),
    inject: async (path) => {
      const { source, destination, destinationNode, placement } = path;
      // On one node only the way out to the destination's port is the destination's side.
      const at =
        placement === "same-node"
          ? `table=${toPorts},${await egressMatch(path, destination)}`
          : `table=${fromPorts},in_port=${await tunnelFrom(destinationNode, path.sourceNode)}`;
      await dropBetween(destinationNode, at, source, destination);
    },
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "alien-drop-reply-source",
    summary: "a flow that OVN did not install drops the reply on the source's node",
    expect: expectation("source-bridge", "reply", "FLOW_ALIEN"),
    inject: async ({ source, destination, sourceNode, destinationNode }) => {
      const tunnel = await tunnelFrom(sourceNode, destinationNode);
      const at = `table=${fromPorts},in_port=${tunnel}`;
      await dropBetween(sourceNode, at, destination, source);
    },
  },
  {
    ...fromAToB,
    name: "alien-drop-reply-destination",
    summary: "a flow that OVN did not install drops the reply on the destination's node",
    expect: expectation("destination-bridge", "reply", "FLOW_ALIEN"),
    expectSameNode: expectation("source-bridge", "reply", "FLOW_ALIEN"),
    inject: async ({ source, destination, destinationNode }) => {
      const port = await portNumber(destinationNode, destination.hostInterface);
      const at = `table=${fromPorts},in_port=${port}`;
      await dropBetween(destinationNode, at, destination, source);
    },
  },
  {
    ...fromAToB,
    name: "alien-wrong-output",
    summary: "a flow that OVN did not install sends the request out of ovn0 of the source's node",
    expect: expectation("source-bridge", "request", "FLOW_WRONG_OUTPUT"),
    inject: async ({ source, destination, sourceNode }) => {
      const port = await portNumber(sourceNode, source.hostInterface);
      const wrong = await portNumber(sourceNode, nodeInterface);
      const at = `table=${fromPorts},in_port=${port}`;
      for (const match of between(source, destination))
        await addFlow(sourceNode, `${at},${match},actions=output:${wrong}`);
    },
  },
  {
    ...fromAToB,
    families: ["IPv4"],
    name: "alien-drop-arp",
    summary: "a flow that OVN did not install drops the source's ARP requests, and nothing else",
    expect: expectation("source-bridge", "request", "FLOW_ALIEN"),
    inject: ({ source, sourceNode }) => dropQuestions(source, sourceNode, "arp"),
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    families: ["IPv4"],
    name: "alien-drop-arp-destination",
    summary: "a flow that OVN did not install drops the destination's ARP requests",
    expect: expectation("destination-bridge", "reply", "FLOW_ALIEN"),
    inject: ({ destination, destinationNode }) =>
      dropQuestions(destination, destinationNode, "arp"),
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "uplink-flow-drop",
    summary: "a flow on the bridge of the destination's NIC drops tunnel packets that come in",
    expect: expectation("destination-bridge", "request", "FLOW_ALIEN"),
    inject: async ({ destinationNode }) => {
      const match = `priority=${priority},in_port=${uplink},udp,tp_dst=6081`;
      const flow = `${match},actions=drop`;
      await runOnNode(destinationNode, ["ovs-ofctl", "add-flow", physicalBridge, flow]);
    },
  },
];

/** @param question what a pod asks for a MAC with, as ovs-fields(7) matches it */
export async function dropQuestions(pod: PodSpec, node: NodeSpec, question: string): Promise<void> {
  const port = await portNumber(node, pod.hostInterface);
  const match = `table=${fromPorts},priority=${priority},in_port=${port},${question}`;
  await addFlow(node, `${match},actions=drop`);
  await ipBatch(pod.netns, ["neigh flush all"]);
}

/** Drops what the source sends to the destination as it enters br-int. */
export async function dropAtSource(
  path: FaultPath,
  families: readonly AddressFamily[] = addressFamilies,
): Promise<void> {
  const { source, destination, sourceNode } = path;
  const port = await portNumber(sourceNode, source.hostInterface);
  const at = `table=${fromPorts},in_port=${port}`;
  await dropBetween(sourceNode, at, source, destination, families);
}

async function dropBetween(
  node: NodeSpec,
  at: string,
  from: PodSpec,
  to: PodSpec,
  families?: readonly AddressFamily[],
): Promise<void> {
  for (const match of between(from, to, families))
    await addFlow(node, `${at},${match},actions=drop`);
}

/** A match for each IP version that both pods have. */
function between(
  from: PodSpec,
  to: PodSpec,
  families: readonly AddressFamily[] = addressFamilies,
): string[] {
  const matches = families.map((family) => {
    const [source, destination] = [addressOf(from, family), addressOf(to, family)];
    if (source === undefined || destination === undefined) return "";
    const fields =
      family === "IPv4"
        ? `ip,nw_src=${source},nw_dst=${destination}`
        : `ipv6,ipv6_src=${source},ipv6_dst=${destination}`;
    return `priority=${priority},${fields}`;
  });
  return matches.filter((match) => match !== "");
}

export async function addFlow(node: NodeSpec, flow: string): Promise<void> {
  await runOnNode(node, ["ovs-ofctl", "add-flow", integrationBridge, flow]);
}

export async function portNumber(node: NodeSpec, name: string): Promise<string> {
  const { stdout } = await runOnNode(node, ["ovs-vsctl", "get", "Interface", name, "ofport"]);
  return stdout.trim();
}

/** OpenFlow number of the tunnel port that another node's packets arrive at. */
async function tunnelFrom(node: NodeSpec, other: NodeSpec): Promise<string> {
  const find = ["find", "Interface", "type=geneve", `options:remote_ip="${other.encapIp}"`];
  const argv = ["ovs-vsctl", "--bare", "--columns=ofport", ...find];
  return (await runOnNode(node, argv)).stdout.trim();
}

/** What the packets to a logical port have in common when they leave br-int. */
export async function egressMatch({ lab }: FaultPath, pod: PodSpec): Promise<string> {
  const find = ["find", "Port_Binding", `logical_port=${pod.logicalPort}`];
  const ask = async (column: string): Promise<string> =>
    (await sbctl(lab, ["--bare", `--columns=${column}`, ...find])).trim();
  const datapath = await ask("datapath");
  const key = await sbctl(lab, ["get", "Datapath_Binding", datapath, "tunnel_key"]);
  return `reg15=${await ask("tunnel_key")},metadata=${key.trim()}`;
}

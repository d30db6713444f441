import { putObject } from "../../cluster-objects.ts";
import { podObject } from "../../manifests/kubernetes.ts";
import { nodeInterface, physicalBridge } from "../../openvswitch/rows.ts";
import { ipBatch, runIn } from "../../run-in.ts";
import { addressIn } from "../../topology/addresses.ts";
import { fabricRouterIp, subnetNamed } from "../../topology/topology.ts";
import {
  acrossNodes,
  allProtocols,
  everywhere,
  expectation,
  type NodeFault,
  type NodePath,
} from "../fault.ts";
import { deny } from "../ovn/policy.ts";
import { dropsOf } from "../pod/pod.ts";

const fromNode1 = {
  target: "node",
  protocols: allProtocols,
  placements: everywhere,
  families: ["IPv4", "IPv6"],
  defaultSource: "node/node1",
  defaultDestination: "b",
} as const;

/** A port that no pod listens on. */
const otherTcpPort = 8_081;

/** What keeps a node, and so its kubelet, from pods. */
export const fromNodeFaults: readonly NodeFault[] = [
  {
    ...fromNode1,
    // Kube-OVN lets a node reach its own pods whatever the policies say.
    placements: acrossNodes,
    icmp6Passes: true,
    name: "node-acl-deny",
    summary: "a NetworkPolicy on the pod denies all ingress, and another node asks",
    expect: expectation("destination-bridge", "request", "ACL_DENIED"),
    inject: async ({ lab, destination }) => {
      await deny(lab, "deny-node", destination, "ingress");
    },
  },
  {
    ...fromNode1,
    families: ["IPv4"],
    name: "node-route-elsewhere",
    summary: "the node sends what is for the pod's Subnet out by its NIC",
    expect: expectation("source-pod", "request", "NODE_ROUTE_MISSING"),
    inject: async ({ lab, destination, sourceNode }) => {
      const { cidr } = subnetNamed(lab.topology, destination.subnet);
      const route = `route replace ${cidr} via ${fabricRouterIp} dev ${physicalBridge}`;
      await ipBatch(sourceNode.netns, [`route del ${cidr}`, route]);
    },
  },
  {
    ...fromNode1,
    families: ["IPv4"],
    name: "node-address-wrong",
    summary: "ovn0 of the node has another address than OVN knows, and its routes are gone",
    expect: expectation("source-pod", "request", "NODE_ADDRESS_MISSING"),
    inject: async ({ lab, sourceNode: { netns, joinIp } }) => {
      const { cidr, prefixLength } = lab.topology.join;
      const other = addressIn(cidr, 4_000);
      await ipBatch(netns, [
        `addr del ${joinIp}/${prefixLength} dev ${nodeInterface}`,
        `addr add ${other}/${prefixLength} dev ${nodeInterface}`,
      ]);
    },
  },
  {
    ...fromNode1,
    name: "node-ovn-down",
    summary: "ovn0 of the node that asks is down",
    expect: expectation("source-pod", "request", "INTERFACE_DOWN"),
    inject: ({ sourceNode }) => ipBatch(sourceNode.netns, [`link set ${nodeInterface} down`]),
  },
  {
    ...fromNode1,
    name: "node-firewall-output",
    summary: "a firewall on the node drops what it sends to the pod",
    expect: expectation("source-pod", "request", "HOST_FIREWALL_DROP"),
    inject: (path) => drop(path, "output", "daddr"),
  },
  {
    ...fromNode1,
    name: "node-firewall-input",
    summary: "a firewall on the node drops what the pod answers",
    expect: expectation("source-pod", "reply", "HOST_FIREWALL_DROP"),
    inject: (path) => drop(path, "input", "saddr"),
  },
  {
    ...fromNode1,
    protocols: ["tcp"],
    leavesPortOpen: true,
    name: "pod-probe-wrong-port",
    summary: "the readiness probe of the pod names a port on which nothing listens",
    expect: expectation("destination-pod", "request", "POD_PROBE_PORT_NOT_LISTENING"),
    inject: ({ lab, destination }) => {
      const readinessProbe = { httpGet: { path: "/", port: otherTcpPort } };
      const pod = podObject(lab.topology, destination, { readinessProbe, ready: false });
      return putObject(lab, pod);
    },
  },
];

/** In a table of its own, whatever is sent to the pod or comes from it. */
async function drop(
  { destination, sourceNode }: NodePath,
  hook: "input" | "output",
  field: "saddr" | "daddr",
): Promise<void> {
  const commands = [
    "add table inet lockdown",
    `add chain inet lockdown ${hook} { type filter hook ${hook} priority -5; }`,
    ...dropsOf(field, destination).map((rule) => `add rule inet lockdown ${hook} ${rule}`),
  ];
  await runIn(sourceNode.netns, ["nft", commands.join("; ")]);
}

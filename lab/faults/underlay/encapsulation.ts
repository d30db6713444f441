import type { Lab } from "../../context.ts";
import { physicalBridge } from "../../openvswitch/rows.ts";
import { ipBatch, runIn, runOnNode } from "../../run-in.ts";
import { addressIn, macOf } from "../../topology/addresses.ts";
import type { NodeSpec } from "../../topology/specs.ts";
import { centralIp, underlayCidr, underlayCidr6 } from "../../topology/topology.ts";
import { waitUntil } from "../../wait.ts";
import { acrossNodes, expectation, type Fault, fromAToB } from "../fault.ts";

/** An address of the underlay that nobody has, of the tunnels' family. */
function unusedAddressIn({ topology }: Lab): string {
  return addressIn(topology.encapFamily === "IPv6" ? underlayCidr6 : underlayCidr, 500);
}

/** Tunnel addresses that a node does not have, or has no longer. */
export const encapsulationFaults: readonly Fault[] = [
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "tunnel-neighbour-wrong",
    summary: "the source's node has another host's MAC for the tunnel address of the destination's",
    expect: expectation("underlay", "request", "TUNNEL_NEIGHBOUR_WRONG"),
    inject: async ({ sourceNode, destinationNode }) => {
      // One that forwards nothing, and whom the fabric knows: it floods to MACs that it does not.
      const mac = macOf("central");
      const set = ["ovs-appctl", "tnl/neigh/set", physicalBridge, destinationNode.encapIp, mac];
      await runOnNode(sourceNode, set);
      await runIn(sourceNode.netns, ["ping", "-c", "1", "-W", "2", centralIp]);
    },
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "encap-ip-wrong",
    summary: "the destination's node announces a tunnel address that it does not have",
    expect: expectation("source-bridge", "request", "ENCAP_IP_MISMATCH"),
    inject: ({ lab, sourceNode, destinationNode }) =>
      announceUnused(lab, destinationNode, sourceNode),
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "encap-ip-wrong-source",
    summary: "the source's node announces a tunnel address that it does not have",
    expect: expectation("destination-bridge", "request", "ENCAP_IP_MISMATCH"),
    inject: ({ lab, sourceNode, destinationNode }) =>
      announceUnused(lab, sourceNode, destinationNode),
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "encap-ip-gone",
    summary: "the source's node has lost the address of its tunnels",
    expect: expectation("source-bridge", "request", "ENCAP_IP_MISMATCH"),
    inject: async ({ lab, sourceNode }) => {
      const { netns, encapIp } = sourceNode;
      await ipBatch(netns, [`addr flush dev ${physicalBridge} to ${encapIp}`]);
      await waitUntil(
        `Open vSwitch of ${sourceNode.name} to notice`,
        async () => {
          const { stdout } = await runOnNode(sourceNode, ["ovs-appctl", "ovs/route/show"]);
          return !stdout.includes(` SRC ${encapIp}`);
        },
        { timeoutMs: 10_000, signal: lab.signal },
      );
    },
  },
];

/** Ends when the other node sends to the address that nobody has. */
async function announceUnused(lab: Lab, node: NodeSpec, other: NodeSpec): Promise<void> {
  const unusedAddress = unusedAddressIn(lab);
  const set = ["set", "Open_vSwitch", ".", `external_ids:ovn-encap-ip="${unusedAddress}"`];
  await runOnNode(node, ["ovs-vsctl", ...set]);
  const find = ["find", "Interface", "type=geneve", `options:remote_ip="${unusedAddress}"`];
  await waitUntil(
    `${other.name} to use ${unusedAddress}`,
    async () => {
      const argv = ["ovs-vsctl", "--bare", "--columns=ofport", ...find];
      return /^[1-9]/.test((await runOnNode(other, argv)).stdout);
    },
    { timeoutMs: 10_000, signal: lab.signal },
  );
}

import { integrationBridge } from "../../openvswitch/rows.ts";
import { virtualSwitch } from "../../processes/declared.ts";
import { endProcess } from "../../processes/supervise.ts";
import { runOnNode } from "../../run-in.ts";
import type { NodeSpec } from "../../topology/specs.ts";
import { waitUntil } from "../../wait.ts";
import { acrossNodes, expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";
import { waitUntilReleased } from "../ovn/binding.ts";
import { egressMatch, toPorts } from "./alien-flow.ts";

/** Open vSwitch without its program, its flows, its devices or its tunnels. */
export const openVswitchFaults: readonly Fault[] = [
  {
    ...fromAToB,
    name: "vswitchd-stopped",
    summary: "ovs-vswitchd of the destination's node is not running",
    expect: expectation("destination-bridge", "request", "OVS_DOWN"),
    expectSameNode: expectation("source-bridge", "request", "OVS_DOWN"),
    inject: ({ lab, destinationNode }) => endProcess(lab, virtualSwitch(lab, destinationNode).name),
  },
  {
    ...fromAToB,
    name: "flows-removed",
    summary: "the flows to the destination's port were removed behind ovn-controller's back",
    expect: expectation("destination-bridge", "request", "FLOWS_NOT_INSTALLED"),
    inject: async (path) => {
      const flows = `table=${toPorts},${await egressMatch(path, path.destination)}`;
      await runOnNode(path.destinationNode, ["ovs-ofctl", "del-flows", integrationBridge, flows]);
    },
  },
  {
    ...fromAToB,
    name: "port-no-forward",
    summary: "the destination's port on br-int was told by hand to let nothing out",
    expect: expectation("destination-bridge", "request", "FLOW_SKIPPED"),
    inject: ({ destination: { hostInterface }, destinationNode }) =>
      forbid(destinationNode, hostInterface, "no-forward"),
  },
  {
    ...fromAToB,
    name: "port-no-receive",
    summary: "the source's port on br-int was told by hand to take in nothing",
    expect: expectation("source-bridge", "request", "FLOW_SKIPPED"),
    inject: ({ source: { hostInterface }, sourceNode }) =>
      forbid(sourceNode, hostInterface, "no-receive"),
  },
  {
    ...fromAToB,
    name: "port-device-gone",
    summary: "the destination's port on br-int names a device that does not exist",
    expect: expectation("control-plane", "request", "OFPORT_INVALID"),
    inject: async (path) => {
      const { hostInterface } = path.destination;
      await replaceDevice(path, hostInterface, `${hostInterface.slice(0, 8)}_gone`);
      await waitUntilReleased(path);
    },
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "transport-zones-differ",
    summary: "each node is in a transport zone of its own, so they make no tunnels",
    expect: expectation("source-bridge", "request", "TUNNEL_MISSING"),
    inject: async ({ lab, sourceNode, destinationNode }) => {
      for (const node of [sourceNode, destinationNode]) {
        const zone = `external_ids:ovn-transport-zones=only-${node.name}`;
        await runOnNode(node, ["ovs-vsctl", "set", "Open_vSwitch", ".", zone]);
      }
      await waitUntil(
        `${sourceNode.name} to have no tunnel to ${destinationNode.name}`,
        async () => {
          const to = ["find", "Interface", `options:remote_ip="${destinationNode.encapIp}"`];
          const argv = ["ovs-vsctl", "--bare", "--columns=name", ...to];
          return (await runOnNode(sourceNode, argv)).stdout.trim() === "";
        },
        { timeoutMs: 10_000, signal: lab.signal },
      );
    },
  },
];

/** Sets a flag of ovs-ofctl(8) mod-port. */
async function forbid(node: NodeSpec, port: string, what: string): Promise<void> {
  await runOnNode(node, ["ovs-ofctl", "mod-port", integrationBridge, port, what]);
}

/** The port keeps what it says of its pod, and gets a device of another name. */
async function replaceDevice(
  { destination, destinationNode }: FaultPath,
  from: string,
  to: string,
): Promise<void> {
  const said = [`external_ids:iface-id=${destination.logicalPort}`, "external_ids:vendor=kube-ovn"];
  await runOnNode(destinationNode, [
    // ovs-vswitchd reports the device as missing, and ovs-vsctl would wait for no more than that.
    ...["ovs-vsctl", "--no-wait", "del-port", integrationBridge, from],
    ...["--", "add-port", integrationBridge, to, "--", "set", "Interface", to, ...said],
  ]);
}

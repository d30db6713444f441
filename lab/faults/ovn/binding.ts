import { sbctl } from "../../northbound/sync.ts";
import { integrationBridge } from "../../openvswitch/rows.ts";
import { runOnNode } from "../../run-in.ts";
import { waitUntil } from "../../wait.ts";
import { expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";

/** Pods whose interface OVN does not know any more. */
export const bindingFaults: readonly Fault[] = [
  {
    ...fromAToB,
    name: "port-not-bound",
    summary: "the destination's OVS interface has no iface-id, so no chassis binds its port",
    expect: expectation("control-plane", "request", "LOGICAL_PORT_NOT_BOUND"),
    inject: async (path) => {
      const { destination, destinationNode } = path;
      const { hostInterface } = destination;
      const remove = ["remove", "Interface", hostInterface, "external_ids", "iface-id"];
      await runOnNode(destinationNode, ["ovs-vsctl", ...remove]);
      await waitUntilReleased(path);
    },
  },
  {
    ...fromAToB,
    name: "port-not-on-bridge",
    summary: "the host side of the destination's veth is not a port of br-int",
    expect: expectation("control-plane", "request", "PORT_NOT_ON_BRIDGE"),
    inject: async (path) => {
      const { destination, destinationNode } = path;
      const remove = ["del-port", integrationBridge, destination.hostInterface];
      await runOnNode(destinationNode, ["ovs-vsctl", ...remove]);
      await waitUntilReleased(path);
    },
  },
];

export async function waitUntilReleased({ lab, destination }: FaultPath): Promise<void> {
  const find = ["find", "Port_Binding", `logical_port=${destination.logicalPort}`];
  await waitUntil(
    `${destination.logicalPort} to be released`,
    async () => (await sbctl(lab, ["--bare", "--columns=chassis", ...find])).trim() === "",
    { timeoutMs: 5_000, signal: lab.signal },
  );
}

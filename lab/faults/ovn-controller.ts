import { removeObject } from "../cluster-objects.ts";
import { policyObject } from "../manifests/kubernetes.ts";
import { nbctl } from "../northbound/sync.ts";
import { integrationBridge } from "../openvswitch/rows.ts";
import { ovnController } from "../processes/declared.ts";
import { endProcesses } from "../processes/end.ts";
import { pidOf } from "../processes/supervise.ts";
import { runIn, runOnNode } from "../run-in.ts";
import { waitUntil } from "../wait.ts";
import { expectation, type Fault, type FaultPath, fromAToB } from "./fault.ts";
import { deny } from "./policy.ts";

const staleGroup = "stale.deny.default";

/** Nodes whose flows nobody keeps up to date. */
export const ovnControllerFaults: readonly Fault[] = [
  {
    ...fromAToB,
    name: "ovn-controller-stopped-flows-gone",
    summary: "ovn-controller of the destination's node is killed and br-int has no flows",
    expect: expectation("destination-bridge", "request", "OVN_CONTROLLER_DOWN"),
    expectSameNode: expectation("source-bridge", "request", "OVN_CONTROLLER_DOWN"),
    inject: async ({ lab, destinationNode }) => {
      const pid = pidOf(lab, ovnController(lab, destinationNode).name);
      if (pid !== undefined) await endProcesses([pid], "SIGKILL"); // SB keeps its bindings
      await runOnNode(destinationNode, ["ovs-ofctl", "del-flows", integrationBridge]);
    },
  },
  {
    ...fromAToB,
    name: "ovn-controller-disconnected",
    summary: "the destination's node lost SB and still drops by a NetworkPolicy that is gone",
    expect: expectation("destination-bridge", "request", "OVN_CONTROLLER_DISCONNECTED"),
    inject: async (path) => {
      const { lab, destination } = path;
      const policy = await deny(lab, "stale-deny", destination, "ingress");
      await cutFromSouthbound(path);
      await nbctl(lab, ["--wait=sb", "pg-del", staleGroup]);
      await removeObject(lab, policyObject(policy));
    },
  },
];

/**
 * Refuses the node's connections to SB. The one that is open ends with the next thing that
 * ovn-controller sends, which is its report that it has seen a new configuration number.
 */
async function cutFromSouthbound({ lab, destinationNode }: FaultPath): Promise<void> {
  const rules = [
    "add table inet cut",
    "add chain inet cut output { type filter hook output priority 0; }",
    "add rule inet cut output tcp dport 6642 reject with tcp reset",
  ];
  await runIn(destinationNode.netns, ["nft", rules.join("; ")]);
  await nbctl(lab, ["--wait=sb", "sync"]);
  await waitUntil(
    `${destinationNode.name} to lose SB`,
    async () => {
      const status = ["ovn-appctl", "-t", "ovn-controller", "connection-status"];
      return (await runOnNode(destinationNode, status)).stdout.trim() !== "connected";
    },
    { timeoutMs: 20_000, signal: lab.signal },
  );
}

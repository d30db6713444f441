import type { Lab } from "../../context.ts";
import { addPortCommand } from "../../northbound/create.ts";
import { nbctl } from "../../northbound/sync.ts";
import { integrationBridge } from "../../openvswitch/rows.ts";
import { ovnController } from "../../processes/declared.ts";
import { endProcesses } from "../../processes/end.ts";
import { copyOfOtherVersion } from "../../processes/other-version.ts";
import { ensureProcess, pidOf } from "../../processes/supervise.ts";
import { runIn, runOnNode } from "../../run-in.ts";
import type { NodeSpec } from "../../topology/specs.ts";
import { waitUntil } from "../../wait.ts";
import {
  acrossNodes,
  deniedFromAToB,
  expectation,
  type Fault,
  type FaultPath,
  fromAToB,
} from "../fault.ts";
import { denyForgotten } from "./policy.ts";

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
    ...deniedFromAToB,
    name: "ovn-controller-disconnected",
    summary: "the destination's node lost SB and still drops by a NetworkPolicy that is gone",
    expect: expectation("destination-bridge", "request", "OVN_CONTROLLER_DISCONNECTED"),
    inject: (path) => denyForgotten(path, "stale-deny", () => cutFromSouthbound(path), "sb"),
  },
  {
    ...deniedFromAToB,
    name: "ovn-controller-paused",
    summary: "ovn-controller of the destination's node hangs and still drops by a policy just gone",
    expect: expectation("destination-bridge", "request", "OVN_CONTROLLER_LAGGING"),
    inject: (path) =>
      denyForgotten(path, "paused-deny", () => pause(path.lab, path.destinationNode), "sb"),
  },
  {
    ...fromAToB,
    placements: acrossNodes, // on one node nothing has removed its flows yet
    name: "ovn-controller-paused-new-port",
    summary: "the destination's port was made anew while ovn-controller of its node hangs",
    expect: expectation("control-plane", "request", "OVN_CONTROLLER_LAGGING"),
    inject: async ({ lab, destination, destinationNode }) => {
      pause(lab, destinationNode);
      await nbctl(lab, ["--wait=sb", "lsp-del", destination.logicalPort]);
      await nbctl(lab, ["--wait=sb", ...addPortCommand(destination)]);
    },
  },
  {
    ...deniedFromAToB,
    name: "ovn-controller-version-mismatch",
    summary: "ovn-controller of the destination's node was upgraded alone and follows no changes",
    expect: expectation("destination-bridge", "request", "OVN_VERSION_MISMATCH"),
    inject: (path) => denyForgotten(path, "old-deny", () => upgradeController(path), "sb"),
  },
];

/** Stops a node's ovn-controller by a signal; `clear` lets it go on. */
function pause(lab: Lab, node: NodeSpec): void {
  const { name } = ovnController(lab, node);
  const pid = pidOf(lab, name);
  if (pid === undefined) throw new RangeError(`Cannot pause ${name}: it does not run`);
  process.kill(pid, "SIGSTOP");
}

/**
 * Starts an ovn-controller of another version instead of the node's, which must be of northd's
 * (`ovn-match-northd-version`, ovn-controller(8)). Its flows stay: those of the one before.
 */
async function upgradeController({ lab, destinationNode }: FaultPath): Promise<void> {
  const spec = ovnController(lab, destinationNode);
  const [program = "", ...args] = spec.argv;
  const pid = pidOf(lab, spec.name);
  if (pid === undefined) throw new RangeError(`Cannot upgrade ${spec.name}: it does not run`);
  const upgraded = await copyOfOtherVersion(lab, program, pid);
  await endProcesses([pid], "SIGKILL"); // no goodbye: SB keeps its bindings, br-int its flows
  await ensureProcess(lab, { ...spec, argv: [upgraded, ...args] });
  await connection(lab, destinationNode, (state) => state === "connected");
}

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
  await connection(lab, destinationNode, (state) => state !== "connected");
}

/** Waits for what a node's ovn-controller says of its connection to SB. */
async function connection(
  lab: Lab,
  node: NodeSpec,
  isWanted: (state: string) => boolean,
): Promise<void> {
  const status = ["ovn-appctl", "-t", "ovn-controller", "connection-status"];
  await waitUntil(
    `the connection of ${node.name} to SB`,
    async () => isWanted((await runOnNode(node, status)).stdout.trim()),
    { timeoutMs: 20_000, signal: lab.signal },
  );
}

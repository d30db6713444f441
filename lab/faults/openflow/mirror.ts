import { mirrorName } from "../../openvswitch/rows.ts";
import { runOnNode } from "../../run-in.ts";
import type { NodeSpec } from "../../topology/specs.ts";

/** Copies all packets of a node's br-int to `mirror0`, as `--enable-mirror` of the daemon does. */
export async function mirrorAllPorts(node: NodeSpec): Promise<void> {
  await runOnNode(node, ["ovs-vsctl", "set", "Mirror", mirrorName, "select_all=true"]);
}

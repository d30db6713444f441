import { integrationBridge } from "../../openvswitch/rows.ts";
import { runOnNode } from "../../run-in.ts";
import type { NodeSpec } from "../../topology/specs.ts";

/** Names of Kube-OVN's (kube-ovn pkg/util/const.go, MirrorDefaultName; pkg/ovs/ovs-vsctl.go). */
const port = "mirror0";
const mirror = "m0";

/** Copies all packets of a node's br-int to a port, as `--enable-mirror` of the daemon does. */
export async function mirrorAllPorts(node: NodeSpec): Promise<void> {
  const add = ["--may-exist", "add-port", integrationBridge, port];
  const plug = ["--", "set", "Interface", port, "type=internal"];
  const create = ["create", "Mirror", `name=${mirror}`, "select_all=true", "output_port=@port"];
  await runOnNode(node, [
    ...["ovs-vsctl", ...add, ...plug, "--", "--id=@port", "get", "Port", port],
    ...["--", "--id=@mirror", ...create],
    ...["--", "set", "Bridge", integrationBridge, "mirrors=@mirror"],
  ]);
}

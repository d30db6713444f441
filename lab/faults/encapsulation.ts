import { addressIn } from "../addresses.ts";
import type { Lab } from "../context.ts";
import { runOnNode } from "../run-in.ts";
import { underlayCidr, underlayCidr6 } from "../topology.ts";
import { waitUntil } from "../wait.ts";
import { acrossNodes, expectation, type Fault, fromAToB } from "./fault.ts";

/** An address of the underlay that nobody has, of the tunnels' family. */
function unusedAddressIn({ topology }: Lab): string {
  return addressIn(topology.encapFamily === "IPv6" ? underlayCidr6 : underlayCidr, 500);
}

export const encapIpWrong: Fault = {
  ...fromAToB,
  placements: acrossNodes,
  name: "encap-ip-wrong",
  summary: "the destination's node announces a tunnel address that it does not have",
  expect: expectation("source-bridge", "request", "ENCAP_IP_MISMATCH"),
  inject: async ({ lab, sourceNode, destinationNode }) => {
    const unusedAddress = unusedAddressIn(lab);
    const set = ["set", "Open_vSwitch", ".", `external_ids:ovn-encap-ip="${unusedAddress}"`];
    await runOnNode(destinationNode, ["ovs-vsctl", ...set]);
    const find = ["find", "Interface", "type=geneve", `options:remote_ip="${unusedAddress}"`];
    await waitUntil(
      `${sourceNode.name} to use ${unusedAddress}`,
      async () => {
        const argv = ["ovs-vsctl", "--bare", "--columns=ofport", ...find];
        return /^[1-9]/.test((await runOnNode(sourceNode, argv)).stdout);
      },
      { timeoutMs: 10_000, signal: lab.signal },
    );
  },
};

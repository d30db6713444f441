import { uplink } from "../../openvswitch/rows.ts";
import { runIn } from "../../run-in.ts";
import { forwardRule, geneve } from "../fabric.ts";
import { acrossNodes, expectation, type Fault, fromAToB, likely } from "../fault.ts";
import { dropsOf } from "../pod/pod.ts";

const dropGeneve = "udp dport 6081 counter drop";

/**
 * What a node's own firewall does to tunnels and pods. ovs-vswitchd's datapath writes to devices
 * past the IP stack, so that of netfilter only a device's egress hook is on the way.
 */
export const hostFirewallFaults: readonly Fault[] = [
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "host-firewall-uplink",
    summary: "a firewall on the source's node drops Geneve on its way out",
    expect: expectation("source-bridge", "request", "HOST_FIREWALL_DROP"),
    inject: ({ sourceNode }) => dropAtEgress(sourceNode.netns, uplink, [dropGeneve]),
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "host-firewall-uplink-reply",
    summary: "a firewall on the destination's node drops Geneve on its way out",
    expect: expectation("destination-bridge", "reply", "HOST_FIREWALL_DROP"),
    inject: ({ destinationNode }) => dropAtEgress(destinationNode.netns, uplink, [dropGeneve]),
  },
  {
    ...fromAToB,
    name: "host-firewall-veth",
    summary: "a firewall on the destination's node drops what the source sends at the pod's veth",
    expect: expectation("destination-bridge", "request", "HOST_FIREWALL_DROP"),
    expectSameNode: expectation("source-bridge", "request", "HOST_FIREWALL_DROP"),
    inject: async ({ source, destination, destinationNode }) => {
      const { netns } = destinationNode;
      await dropAtEgress(netns, destination.hostInterface, dropsOf("saddr", source));
    },
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "host-firewall-loss",
    summary: "a rule that counts nothing drops 30 % of what goes to the pod's veth at random",
    expect: likely("destination-bridge", "request", "HOST_FIREWALL_DROP", "degraded"),
    inject: async ({ source, destination, destinationNode }) => {
      const some = "numgen random mod 100 < 30 drop";
      const rules = dropsOf("saddr", source, fromAToB.families, some);
      await dropAtEgress(destinationNode.netns, destination.hostInterface, rules);
    },
  },
  {
    ...fromAToB,
    placements: acrossNodes,
    name: "underlay-blocked-idle-firewall",
    summary: "the underlay drops Geneve; a rule of the source's node that would is not on the way",
    expect: expectation("underlay", "request", "UNDERLAY_BLOCKED"),
    inject: async (path) => {
      const { netns } = path.sourceNode;
      const rule = ["-p", "udp", "--dport", "6081", "-j", "DROP"];
      await runIn(netns, ["iptables-nft", "-A", "OUTPUT", ...rule]);
      await runIn(netns, ["iptables-legacy", "-A", "INPUT", ...rule]);
      await forwardRule(path, `${geneve(path.sourceNode, path.destinationNode)} drop`);
    },
  },
];

export async function dropAtEgress(
  netns: string,
  device: string,
  rules: readonly string[],
): Promise<void> {
  const commands = [
    "add table netdev guard",
    `add chain netdev guard out { type filter hook egress device "${device}" priority 0; }`,
    ...rules.map((rule) => `add rule netdev guard out ${rule}`),
  ];
  await runIn(netns, ["nft", commands.join("; ")]);
}

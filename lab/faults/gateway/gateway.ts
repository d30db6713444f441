import {
  integrationBridge,
  nodeInterface,
  physicalBridge,
  uplink,
} from "../../openvswitch/rows.ts";
import { ipBatch, runIn, runOnNode } from "../../run-in.ts";
import { addressFamilies, macOf } from "../../topology/addresses.ts";
import type { NodeSpec } from "../../topology/specs.ts";
import { fabricRouterIp, subnetNamed } from "../../topology/topology.ts";
import {
  expectation,
  fromAOutside,
  fromFOutside,
  type OutwardFault,
  type OutwardPath,
} from "../fault.ts";

const fromAToNode2 = { ...fromAOutside, defaultDestination: "node/node2" } as const;

/** What goes wrong on the node by which packets leave OVN, and behind it. */
export const gatewayFaults: readonly OutwardFault[] = [
  {
    ...fromAOutside,
    name: "gateway-no-masquerade",
    summary: "the pod's own node lets its packets out with the pod's address",
    expect: expectation("gateway", "request", "GATEWAY_NO_MASQUERADE"),
    inject: ({ gateway }) => withoutMasquerade(gateway),
  },
  {
    ...fromFOutside,
    name: "gateway-no-masquerade-centralized",
    summary: "the gateway node lets the packets of a Subnet with natOutgoing out as they are",
    expect: expectation("gateway", "request", "GATEWAY_NO_MASQUERADE"),
    inject: ({ gateway }) => withoutMasquerade(gateway),
  },
  {
    ...fromAOutside,
    name: "gateway-not-forwarding",
    summary: "the pod's own node does not forward packets (ip_forward is 0)",
    expect: expectation("gateway", "request", "GATEWAY_NOT_FORWARDING"),
    inject: notForwarding,
  },
  {
    ...fromFOutside,
    name: "gateway-not-forwarding-centralized",
    summary: "the gateway node does not forward packets (ip_forward is 0)",
    expect: expectation("gateway", "request", "GATEWAY_NOT_FORWARDING"),
    inject: notForwarding,
  },
  {
    ...fromFOutside,
    name: "gateway-firewall-drop",
    summary: "a firewall on the gateway node drops what comes in by ovn0",
    expect: expectation("gateway", "request", "HOST_FIREWALL_DROP"),
    inject: ({ gateway }) =>
      lockDown(gateway.netns, "forward", `iifname ${nodeInterface} counter drop`),
  },
  {
    ...fromFOutside,
    name: "gateway-ipset-drop",
    summary:
      "iptables on the gateway node drop what goes to an address of an ipset, before all else",
    expect: expectation("gateway", "request", "HOST_FIREWALL_DROP"),
    inject: async ({ gateway, ip }) => {
      const { netns } = gateway;
      await runIn(netns, ["ipset", "create", "blocked", "hash:net"]);
      await runIn(netns, [
        "ipset",
        "add",
        "blocked",
        `${ip.split(".").slice(0, 3).join(".")}.0/24`,
      ]);
      const rule = ["-m", "set", "--match-set", "blocked", "dst", "-j", "DROP"];
      await runIn(netns, ["iptables", "-I", "FORWARD", ...rule]);
      // Kube-OVN's own rules accept before it comes to this: it is no reason for anything.
      await runIn(netns, ["iptables", "-P", "FORWARD", "DROP"]);
    },
  },
  {
    ...fromFOutside,
    name: "gateway-firewall-drop-answer",
    summary: "a firewall on the gateway node drops what the host outside answers",
    expect: expectation("gateway", "reply", "HOST_FIREWALL_DROP"),
    inject: ({ gateway, external }) =>
      lockDown(gateway.netns, "prerouting", `ip saddr ${external?.ip ?? ""} counter drop`),
  },
  {
    ...fromFOutside,
    name: "gateway-interface-down",
    summary: "ovn0 of the gateway node is down",
    expect: expectation("gateway", "request", "INTERFACE_DOWN"),
    inject: ({ gateway }) => ipBatch(gateway.netns, [`link set ${nodeInterface} down`]),
  },
  {
    ...fromAToNode2,
    families: addressFamilies,
    defaultSource: "e",
    name: "node-interface-down",
    summary: "ovn0 of the node is down, which a pod on it asks for",
    expect: expectation("source-bridge", "request", "INTERFACE_DOWN"),
    inject: ({ gateway }) => ipBatch(gateway.netns, [`link set ${nodeInterface} down`]),
  },
  {
    ...fromFOutside,
    name: "gateway-uplink-down",
    summary: "the NIC of the gateway node is down",
    expect: expectation("underlay", "request", "INTERFACE_DOWN"),
    inject: ({ gateway }) => ipBatch(gateway.netns, [`link set ${uplink} down`]),
  },
  {
    ...fromAOutside,
    name: "gateway-no-route",
    summary: "the pod's own node has no default route",
    expect: expectation("gateway", "request", "GATEWAY_NO_ROUTE"),
    inject: ({ gateway }) => ipBatch(gateway.netns, ["route del default"]),
  },
  {
    ...fromAOutside,
    name: "gateway-reverse-route-missing",
    summary: "the pod's own node has no route to the pod's Subnet",
    expect: expectation("gateway", "reply", "NODE_ROUTE_MISSING"),
    inject: withoutSubnetRoute,
  },
  {
    ...fromAToNode2,
    name: "node-route-missing",
    summary: "the node that is asked has no route to the pod's Subnet",
    expect: expectation("gateway", "request", "NODE_ROUTE_MISSING"),
    inject: withoutSubnetRoute,
  },
];

/** What the kernel of a node does with packets that leave OVN, or come in there. */
export const nodeKernelFaults: readonly OutwardFault[] = [
  {
    ...fromFOutside,
    name: "gateway-reverse-path-filter",
    summary: "the gateway node has its way back to the pods elsewhere, and rp_filter on ovn0",
    expect: expectation("gateway", "request", "RP_FILTER_DROP"),
    inject: async ({ lab, source, gateway }) => {
      const { cidr } = subnetNamed(lab.topology, source.subnet);
      await ipBatch(gateway.netns, [
        `route replace ${cidr} via ${fabricRouterIp} dev ${physicalBridge}`,
      ]);
      await runIn(gateway.netns, ["sysctl", "-qw", `net.ipv4.conf.${nodeInterface}.rp_filter=1`]);
    },
  },
  {
    ...fromFOutside,
    name: "gateway-mac-wrong",
    summary: "ovn0 of the gateway node has another MAC than its logical port",
    expect: expectation("gateway", "request", "LOGICAL_ADDRESS_MISMATCH"),
    inject: ({ gateway }) =>
      ipBatch(gateway.netns, [`link set ${nodeInterface} address ${macOf("another ovn0")}`]),
  },
  {
    ...fromAOutside,
    name: "gateway-route-to-docker",
    summary: "a bridge of containers on the pod's own node has the network of the host outside",
    expect: expectation("gateway", "request", "GATEWAY_ROUTE_ELSEWHERE"),
    inject: ({ gateway, ip }) =>
      ipBatch(gateway.netns, [
        "link add docker0 type bridge",
        "link set docker0 up",
        `address add ${ip.replace(/\d+$/, "1")}/24 dev docker0`,
      ]),
  },
  {
    ...fromAToNode2,
    name: "node-policy-route",
    summary: "a policy routing rule of the node takes what it answers to another table",
    expect: expectation("gateway", "request", "NODE_ROUTE_MISSING"),
    inject: ({ gateway }) =>
      ipBatch(gateway.netns, [
        `route add default via ${fabricRouterIp} dev ${physicalBridge} table 100`,
        `rule add from ${gateway.ip} lookup 100 priority 100`,
      ]),
  },
  {
    ...fromFOutside,
    name: "gateway-interface-missing",
    summary: "the gateway node has no ovn0",
    expect: expectation("control-plane", "request", "NODE_INTERFACE_MISSING"),
    inject: async ({ gateway }) => {
      await runOnNode(gateway, ["ovs-vsctl", "del-port", integrationBridge, nodeInterface]);
    },
  },
];

/** A rule in a table of its own. */
async function lockDown(netns: string, hook: string, rule: string): Promise<void> {
  const commands = [
    "add table inet lockdown",
    `add chain inet lockdown ${hook} { type filter hook ${hook} priority -5; }`,
    `add rule inet lockdown ${hook} ${rule}`,
  ];
  await runIn(netns, ["nft", commands.join("; ")]);
}

export async function withoutMasquerade({ netns }: NodeSpec): Promise<void> {
  await runIn(netns, ["nft", "flush", "chain", "ip", "nat", "OVN-POSTROUTING"]);
}

async function notForwarding({ gateway }: OutwardPath): Promise<void> {
  await runIn(gateway.netns, ["sysctl", "-qw", "net.ipv4.ip_forward=0"]);
}

async function withoutSubnetRoute({ lab, source, gateway }: OutwardPath): Promise<void> {
  const { cidr } = subnetNamed(lab.topology, source.subnet);
  await ipBatch(gateway.netns, [`route del ${cidr}`]);
}

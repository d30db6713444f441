import type { NodeSpec, Topology } from "../topology/specs.ts";
import { serviceCidr, subnetsOf } from "../topology/topology.ts";

/** Bit of the packet mark that asks for masquerading (Kube-OVN pkg/daemon/gateway_linux.go). */
const masqueradeMark = "0x4000";

/**
 * A node's firewall in the meaning of the chains, rules and ipsets that kube-ovn-cni keeps
 * (pkg/daemon/gateway_linux.go), under their names, as nftables: what leaves a Subnet with
 * `natOutgoing` for anything but a Subnet gets the node's address.
 */
export function nodeRuleset(topology: Topology, node: NodeSpec): string {
  const subnets = [...subnetsOf(topology), topology.join];
  const natted = subnetsOf(topology).filter(({ natOutgoing }) => natOutgoing);
  const others = topology.nodes.filter((other) => other !== node);
  const sets = [
    set(
      "ovn40subnets",
      subnets.map(({ cidr }) => cidr),
    ),
    set(
      "ovn40subnets-nat",
      natted.map(({ cidr }) => cidr),
    ),
    set("ovn40services", [serviceCidr]),
    set(
      "ovn40other-node",
      others.map(({ ip }) => ip),
    ),
  ];
  return [table("nat", [...sets, ...natChains]), table("filter", [...sets, ...filterChains])].join(
    "\n",
  );
}

const natChains = [
  chain("POSTROUTING", "type nat hook postrouting priority 100;", ["jump OVN-POSTROUTING"]),
  chain("OVN-POSTROUTING", "", [
    `meta mark and ${masqueradeMark} == ${masqueradeMark} counter jump OVN-MASQUERADE`,
    "ip saddr @ovn40subnets ip daddr @ovn40subnets counter jump OVN-MASQUERADE",
    "tcp flags and syn == 0 ct state new counter return",
    "ip saddr != @ovn40subnets ip saddr != @ovn40other-node ip daddr @ovn40subnets-nat " +
      "counter return",
    "ip saddr @ovn40subnets-nat ip daddr != @ovn40subnets counter jump OVN-MASQUERADE",
  ]),
  chain("OVN-MASQUERADE", "", ["meta mark set 0", "counter masquerade"]),
];

const accepted = ["subnets", "services"].flatMap((name) => [
  `ip saddr @ovn40${name} counter accept`,
  `ip daddr @ovn40${name} counter accept`,
]);

const filterChains = [
  chain("INPUT", "type filter hook input priority 0;", accepted),
  chain("FORWARD", "type filter hook forward priority 0;", accepted),
];

function table(name: string, parts: readonly string[]): string {
  return `table ip ${name} {\n${parts.join("\n")}\n}\n`;
}

function set(name: string, elements: readonly string[]): string {
  const content = elements.length === 0 ? "" : ` elements = { ${elements.join(", ")} }`;
  return `set ${name} { type ipv4_addr; flags interval;${content} }`;
}

function chain(name: string, hook: string, rules: readonly string[]): string {
  return `chain ${name} {\n${[hook, ...rules].join("\n")}\n}`;
}

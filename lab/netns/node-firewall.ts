import { type AddressFamily, addressFamilies, familyOf } from "../topology/addresses.ts";
import { serviceCidr6 } from "../topology/services.ts";
import type { NodeSpec, SubnetSpec, Topology } from "../topology/specs.ts";
import { blocksOf, serviceCidr, subnetsOf } from "../topology/topology.ts";

/** A firewall in the forms that its tools restore it from. */
export interface Firewall {
  /** For `ipset restore`. */
  readonly ipsets: string;
  /** For `iptables-restore`. */
  readonly iptables: string;
  /** For `ip6tables-restore`. */
  readonly ip6tables: string;
}

/**
 * A node's firewall as kube-ovn-cni keeps it, rule by rule and set by set (pkg/daemon
 * gateway_linux.go): what leaves a Subnet with `natOutgoing` for anything but a Subnet gets the
 * node's address.
 */
export function nodeFirewall(topology: Topology, node: NodeSpec): Firewall {
  return {
    ipsets: addressFamilies.map((family) => ipsets(topology, node, family)).join(""),
    iptables: tables(topology, node, "IPv4"),
    ip6tables: tables(topology, node, "IPv6"),
  };
}

/** Kube-OVN's `--random-fully`: a masqueraded packet has another source port and ICMP id. */
const sourcePorts = " --random-fully";

function prefixOf(family: AddressFamily): string {
  return family === "IPv6" ? "ovn60" : "ovn40";
}

function ipsets(topology: Topology, node: NodeSpec, family: AddressFamily): string {
  const routed = subnetsOf(topology);
  const distributed = routed.filter(({ gatewayNodes }) => gatewayNodes.length === 0);
  const others = topology.nodes.filter((other) => other !== node);
  const sets: [name: string, type: string, members: readonly string[]][] = [
    ["subnets", "hash:net", cidrsOf([...routed, topology.join], family)],
    ["subnets-nat", "hash:net", cidrsOf(routed.filter(isNatted), family)],
    ["subnets-nat-policy", "hash:net", []],
    ["subnets-distributed-gw", "hash:net", cidrsOf(distributed, family)],
    ["services", "hash:net", [family === "IPv6" ? serviceCidr6 : serviceCidr]],
    ["other-node", "hash:net", others.map(({ ip, ip6 }) => (family === "IPv6" ? ip6 : ip))],
    ["local-pod-ip-nat", "hash:ip", []],
  ];
  const inet = family === "IPv6" ? "inet6" : "inet";
  const lines = sets.flatMap(([suffix, type, members]) => {
    const name = `${prefixOf(family)}${suffix}`;
    return [
      `create ${name} ${type} family ${inet} hashsize 1024 maxelem 1048576`,
      ...members.map((member) => `add ${name} ${member}`),
    ];
  });
  return lines.map((line) => `${line}\n`).join("");
}

function isNatted({ natOutgoing }: SubnetSpec): boolean {
  return natOutgoing;
}

function cidrsOf(subnets: readonly SubnetSpec[], family: AddressFamily): string[] {
  const cidrs = subnets.flatMap(blocksOf).map(({ cidr }) => cidr);
  return cidrs.filter((cidr) => familyOf(cidr) === family);
}

const accept = "ACCEPT [0:0]";
const own = "- [0:0]";

/** In the form and the order of `iptables-save`. */
function tables(topology: Topology, node: NodeSpec, family: AddressFamily): string {
  const set = (suffix: string): string => `${prefixOf(family)}${suffix}`;
  const accepted = (chain: string): string[] =>
    ["services", "subnets"].flatMap((name) =>
      ["dst", "src"].map((end) => `-A ${chain} -m set --match-set ${set(name)} ${end} -j ACCEPT`),
    );
  return [
    table("mangle", mangleChains, [
      jump("POSTROUTING"),
      // A pod's host refuses what it knows nothing of; the answer would end somebody's connection.
      `-A OVN-POSTROUTING -p tcp -m set --match-set ${set("subnets")} src ` +
        "-m tcp --tcp-flags RST RST -m state --state INVALID -j DROP",
    ]),
    table("filter", { INPUT: accept, FORWARD: accept, OUTPUT: accept }, [
      ...accepted("INPUT"),
      ...counted(topology, family),
      ...accepted("FORWARD"),
      ...["4789", "6081"].map(
        (port) => `-A OUTPUT -p udp -m udp --dport ${port} -j MARK --set-xmark 0x0/0xffffffff`,
      ),
    ]),
    table("nat", natChains, [
      jump("PREROUTING"),
      jump("POSTROUTING"),
      "-A OVN-MASQUERADE -j MARK --set-xmark 0x0/0xffffffff",
      `-A OVN-MASQUERADE -j MASQUERADE${sourcePorts}`,
      ...postrouting(family === "IPv6" ? node.ip6 : node.ip, set),
      `-A OVN-PREROUTING -i ovn0 -m set --match-set ${set("subnets")} src ` +
        `-m set --match-set ${set("services")} dst -j MARK --set-xmark 0x4000/0x4000`,
    ]),
  ].join("");
}

/** Two rules without a target for each Subnet, the last one on top: they count. */
function counted(topology: Topology, family: AddressFamily): string[] {
  const subnets = [topology.join, ...subnetsOf(topology)].reverse();
  return subnets.flatMap((subnet) => {
    const comment = `-m comment --comment "ovn-subnet-gateway,${subnet.name}"`;
    return cidrsOf([subnet], family).flatMap((cidr) =>
      ["-d", "-s"].map((end) => `-A FORWARD ${end} ${cidr} ${comment}`),
    );
  });
}

function postrouting(nodeIp: string, set: (suffix: string) => string): string[] {
  const match = (suffix: string, end: "src" | "dst"): string =>
    `-m set --match-set ${set(suffix)} ${end}`;
  const no = (suffix: string, end: "src" | "dst"): string =>
    `-m set ! --match-set ${set(suffix)} ${end}`;
  const marked = (mark: string): string => `-m mark --mark ${mark}/${mark}`;
  const rules = [
    `${match("services", "src")} ${match("subnets", "dst")} ${marked("0x4000")} ` +
      `-j SNAT --to-source ${nodeIp}${sourcePorts}`,
    `${marked("0x4000")} -j OVN-MASQUERADE`,
    `${match("subnets", "src")} ${match("subnets", "dst")} -j OVN-MASQUERADE`,
    `${marked("0x80000")} ${match("subnets-distributed-gw", "dst")} -j RETURN`,
    `${marked("0x80000")} -j OVN-MASQUERADE`,
    "-p tcp -m tcp --tcp-flags SYN NONE -m conntrack --ctstate NEW -j RETURN",
    `${no("subnets", "src")} ${no("other-node", "src")} ${match("subnets-nat", "dst")} -j RETURN`,
    `${match("subnets-nat-policy", "src")} ${no("subnets", "dst")} -j OVN-NAT-POLICY`,
    `${marked("0x90001")} -j OVN-MASQUERADE`,
    `${marked("0x90002")} -j RETURN`,
    `${match("subnets-nat", "src")} ${no("subnets", "dst")} -j OVN-MASQUERADE`,
  ];
  return rules.map((rule) => `-A OVN-POSTROUTING ${rule}`);
}

function jump(hook: "PREROUTING" | "POSTROUTING"): string {
  const comment = `kube-ovn ${hook.toLowerCase()} rules`;
  return `-A ${hook} -m comment --comment "${comment}" -j OVN-${hook}`;
}

const mangleChains = {
  PREROUTING: accept,
  INPUT: accept,
  FORWARD: accept,
  OUTPUT: accept,
  POSTROUTING: accept,
  "OVN-POSTROUTING": own,
};

const natChains = {
  PREROUTING: accept,
  INPUT: accept,
  OUTPUT: accept,
  POSTROUTING: accept,
  "OVN-MASQUERADE": own,
  "OVN-NAT-POLICY": own,
  "OVN-POSTROUTING": own,
  "OVN-PREROUTING": own,
};

function table(
  name: string,
  chains: Readonly<Record<string, string>>,
  rules: readonly string[],
): string {
  const heads = Object.entries(chains).map(([chain, policy]) => `:${chain} ${policy}`);
  return `${[`*${name}`, ...heads, ...rules, "COMMIT"].join("\n")}\n`;
}

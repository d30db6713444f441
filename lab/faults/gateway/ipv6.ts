import { underlayNetns } from "../../names.ts";
import { addAclsCommand } from "../../northbound/create.ts";
import { nbctl } from "../../northbound/sync.ts";
import { ipBatch, runIn } from "../../run-in.ts";
import { waitUntil } from "../../wait.ts";
import { acrossNodes, expectation, type Fault, type FaultPath, fromAToB } from "../fault.ts";
import { dropAtSource, dropQuestions } from "../openflow/alien-flow.ts";
import { dropInput } from "../pod/pod.ts";
import { knowsTiers } from "../tiers.ts";

/** What all faults here have in common: IPv4 passes beside them. */
const ipv6FromAToB = { ...fromAToB, families: ["IPv6"] } as const;
/** Outer packets with an inner one of IPv6 that are larger than this do not pass. */
const smallMtu = 1300;

/** Faults of IPv6 alone. */
export const ipv6Faults: readonly Fault[] = [
  {
    ...ipv6FromAToB,
    name: "ipv6-alien-drop",
    summary: "a flow that OVN did not install drops IPv6 requests on the source's node",
    expect: expectation("source-bridge", "request", "FLOW_ALIEN"),
    inject: (path) => dropAtSource(path, ["IPv6"]),
  },
  {
    ...ipv6FromAToB,
    name: "ipv6-alien-drop-nd",
    summary: "a flow that OVN did not install drops the source's neighbour solicitations",
    expect: expectation("source-bridge", "request", "FLOW_ALIEN"),
    inject: ({ source, sourceNode }) => {
      return dropQuestions(source, sourceNode, "icmp6,icmpv6_type=135");
    },
  },
  {
    ...ipv6FromAToB,
    name: "ipv6-acl-deny",
    summary: "an ACL on the destination's switch drops IPv6 for the destination",
    expect: expectation("destination-bridge", "request", "ACL_DENIED"),
    inject: denyIpv6,
  },
  {
    ...ipv6FromAToB,
    placements: acrossNodes,
    protocols: ["icmp"],
    name: "ipv6-path-mtu-small",
    summary: `the underlay drops tunnel packets of over ${smallMtu} bytes that carry IPv6`,
    fromSize: 1250,
    expect: expectation("underlay", "request", "PATH_MTU_TOO_SMALL", "degraded"),
    inject: dropLargeIpv6,
  },
  {
    ...ipv6FromAToB,
    name: "ipv6-firewall-drop",
    summary: "a firewall in the destination pod drops what the source sends by IPv6",
    expect: expectation("destination-pod", "request", "POD_FIREWALL_DROP"),
    inject: ({ source, destination }) => dropInput(destination, source, ["IPv6"]),
  },
  {
    ...ipv6FromAToB,
    placements: acrossNodes,
    defaultDestination: "d",
    name: "ipv6-no-default-route",
    summary: "the source pod has no IPv6 default route, and the destination is in another Subnet",
    expect: expectation("source-pod", "request", "POD_NO_ROUTE"),
    refuses: ({ source, destination }) =>
      source.subnet === destination.subnet ? "both pods are in the same Subnet" : undefined,
    inject: ({ source }) => ipBatch(source.netns, [`route del ::/0 via ${source.v6?.gateway}`]),
  },
  {
    ...ipv6FromAToB,
    name: "ipv6-off",
    summary: "IPv6 is switched off in the destination pod",
    expect: expectation("destination-pod", "request", "POD_PROTOCOL_DISABLED"),
    inject: async ({ destination }) => {
      await runIn(destination.netns, ["sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=1"]);
    },
  },
  {
    ...ipv6FromAToB,
    name: "ipv6-duplicate-address",
    summary: "duplicate address detection found another owner of the destination pod's address",
    expect: expectation("destination-pod", "request", "POD_ADDRESS_UNUSABLE"),
    inject: duplicate,
  },
  {
    ...ipv6FromAToB,
    name: "ipv6-neighbour-wrong",
    summary: "the source pod has a permanent neighbour entry with another MAC for the destination",
    expect: expectation("source-bridge", "request", "POD_NEIGHBOUR_WRONG"),
    inject: ({ source, destination }) => {
      const entry = `${destination.v6?.ip} lladdr 00:00:00:de:ad:06 dev eth0 nud permanent`;
      return ipBatch(source.netns, [`neigh replace ${entry}`]);
    },
  },
];

/** As a security group or a Subnet's own ACLs name one IP version (Kube-OVN spec.acls). */
async function denyIpv6({ lab, destination }: FaultPath): Promise<void> {
  const acl = {
    parent: destination.subnet,
    direction: "to-lport",
    priority: 2500,
    match: `outport == "${destination.logicalPort}" && ip6`,
    action: "drop",
  } as const;
  const command = addAclsCommand("Logical_Switch", [acl], await knowsTiers(lab));
  await nbctl(lab, ["--wait=hv", ...command.slice(1)]);
}

/** Behind the UDP header: Geneve 8, its option 8, Ethernet addresses 12, then the inner type. */
const innerTypeAtBits = 8 * (8 + 28);

async function dropLargeIpv6({ lab, sourceNode, destinationNode }: FaultPath): Promise<void> {
  const commands = [
    "add table bridge fabric",
    "add chain bridge fabric forward { type filter hook forward priority 0; }",
    ...[sourceNode, destinationNode].map(
      (node) =>
        `add rule bridge fabric forward ip saddr ${node.ip} udp dport 6081 ` +
        `ip length > ${smallMtu} @th,${innerTypeAtBits},16 0x86dd drop`,
    ),
  ];
  await runIn(underlayNetns(lab.name), ["nft", commands.join("; ")]);
}

/** Detection runs again while another interface of the same link answers for the address. */
async function duplicate({ source, destination, lab }: FaultPath): Promise<void> {
  const { netns, v6, subnet } = destination;
  const others = lab.topology.pods.filter((pod) => pod !== source && pod !== destination);
  const owner = others.find((pod) => pod.subnet === subnet);
  if (v6 === undefined || owner === undefined)
    throw new RangeError("Cannot find an IPv6 neighbour");
  const address = `${v6.ip}/${v6.prefixLength}`;
  await ipBatch(owner.netns, [`addr replace ${address} dev eth0 nodad`]);
  await runIn(netns, ["sysctl", "-qw", "net.ipv6.conf.eth0.accept_dad=1"]);
  await ipBatch(netns, [`addr del ${address} dev eth0`, `addr add ${address} dev eth0`]);
  await waitUntil(
    `${destination.name} to find the other owner of ${v6.ip}`,
    async () => {
      const { stdout } = await runIn(netns, ["ip", "-6", "addr", "show", "dadfailed"]);
      return stdout.includes(v6.ip);
    },
    { timeoutMs: 5_000, signal: lab.signal },
  );
  // The mark stays, though nobody else has the address any more who could answer for it.
  await ipBatch(owner.netns, [`addr del ${address} dev eth0`]);
  for (const pod of lab.topology.pods) await ipBatch(pod.netns, ["neigh flush all"]);
}

import type { ovnReasons } from "../../../proto/reasons/areas/ovn.ts";
import type { Sentences } from "../sentences.ts";

/** How a logical trace ends. */
const drops: Readonly<Record<string, string>> = {
  drop: "dropped",
  "no-match": "dropped (nothing matches)",
  blocked: "dropped (its connection is blocked)",
  rejected: "rejected",
  "icmp-error": "answered with an ICMP error",
  resolving: "waiting for the MAC of the next hop",
  answered: "answered on behalf of the destination",
  loopback: "dropped (it would leave where it came in)",
  error: "ended with an error",
  "no-output": "ended without an output",
};

const servers: Readonly<Record<string, string>> = {
  "no-quorum": "has no contact with a majority of its cluster",
  follower: "is a follower",
  unreachable: "cannot be reached",
};

const owners: Readonly<Record<string, string>> = { IP: "IP object" };

export const ovnSentences: Sentences<typeof ovnReasons> = {
  LOGICALLY_DELIVERED: ({ ports }, say) => `delivered to ${say.list(ports)}`,
  LOGICALLY_DROPPED: ({ how, stage }) => `${drops[how] ?? how} in ${stage ?? "an unknown stage"}`,
  PORT_NOT_IN_SOUTHBOUND: ({ port }) => `the southbound database has no port ${port}`,

  PORT_WITHOUT_BINDING: ({ port }) => `port ${port} has no southbound binding`,
  BINDING_LEFT: ({ port }) => `port ${port} is gone, but its binding remains`,
  BINDING_ADDRESSES: ({ port, wanted, actual }) =>
    `port ${port} has ${wanted.join("; ")}, its binding ${actual.join("; ")}`,
  BINDING_PORT_SECURITY: ({ port }) => `port_security of ${port} differs from its binding's`,
  ACL_WITHOUT_FLOW: ({ acl, name }) => `ACL ${acl} (${name}) has no logical flow`,
  POLICY_WITHOUT_FLOW: ({ policy, router }) => `policy ${policy} of ${router} has no logical flow`,
  DIFFERS_FOR: ({ what, seconds }, say) => `${say(what)}, for at least ${seconds.toFixed(1)} s`,
  ORPHANED_FLOW_DROPS: ({ row, stage, datapath }) =>
    `${row} is gone, but its flow in ${stage} of ${datapath ?? "the logical network"} still drops`,
  NORTHD_BEHIND: ({ carriedOver, wanted }) =>
    `it has propagated configuration ${carriedOver} of ${wanted}`,

  DAEMON_NOT_RUNNING: () => "it is not running",
  DAEMON_SILENT: () => "it does not answer",
  NOT_CONNECTED: ({ state }) => state,
  VERSIONS_DIFFER: ({ own, northd }) => `its version is ${own}, that of ovn-northd ${northd}`,
  CONFIGURATION_BEHIND: ({ reported, wanted }) =>
    `it has reported configuration ${reported} of ${wanted}`,
  FLOW_OF_REMOVED_ROW: ({ seconds }) =>
    `a flow still drops whose southbound row has been gone for ${seconds} s`,
  SERVER_UNUSABLE: ({ remote, kind }) => `${remote} ${servers[kind] ?? `cannot be used (${kind})`}`,

  ACL_OF_NOBODY: () => "an ACL that no Kubernetes object accounts for",
  ACL_RULE: ({ priority, action, match }) =>
    `its rule with priority ${priority} applies ${action} to ${match}`,
  NO_RULE_ALLOWS: ({ traffic, way, peer }) => `no rule allows ${traffic} ${way} ${peer}`,
  POLICY_WITHOUT_RULES: ({ policy }) => `${policy} has no such rule at all`,
  POLICY_EXCEPTS: ({ policy, peer }) => `${policy} has ${peer} among its exceptions`,
  POLICY_OTHER_PORTS: ({ policy, peer }) => `${policy} allows ${peer} other ports only`,
  POLICY_OTHER_PEERS: ({ policy, peer }) => `${policy} allows it, but not for ${peer}`,

  ADDRESS_OWNED: ({ kind, name, node, mac }) =>
    `${owners[kind] ?? "logical port"} ${name}${node === null ? "" : ` on ${node}`} has it too` +
    (mac === null ? "" : `, with ${mac}`),
  MACS_ANSWERED: ({ macs }) => `${macs.join(" and ")} answered for it`,
  NO_CHASSIS: () => "no chassis",
  NO_IFACE_ID: () => "the interface carries no iface-id",
  OTHER_IFACE_ID: ({ id }) => `the interface carries iface-id ${id}`,
  NO_PORT_ON_SUBNET: ({ subnet }) => `it has no port on subnet ${subnet}`,
  ROUTER_OF_VPC: () => "of the VPC",
  NO_ROUTE_MATCHES: () => "no route matches",
  POLICY_DROPS: ({ policy }) => `${policy} drops them`,
  ROUTED_TO: ({ by, nexthops }, say) =>
    nexthops.length === 0 ? `they match ${by}` : `they match ${by} via ${say.list(nexthops)}`,
  ROUTE_TO_ROUTER: ({ route, address }) =>
    `they match ${route} via ${address}, the router's own address`,
  NO_LOAD_BALANCER: () => "no load balancer has it",
  LOAD_BALANCER_NOT_ATTACHED: ({ names }, say) =>
    `${say.list(names)} has it but is not attached to the source's switch`,
  NAT_PORT_GONE: ({ port }) => `its port ${port} does not exist`,
  NAT_PORT_MOVED: ({ port, ips, ip }, say) =>
    `it is for ${ip}, and its port ${port} has ${ips.length === 0 ? "no address" : say.list(ips)}`,
  NAT_OTHER_PORT: ({ port, ip }) => `it is for port ${port}, and ${ip} is now another's`,
  NAT_TARGET_GONE: ({ ip }) => `no port of the VPC has ${ip}`,
  NAT_COVERS_NOT: ({ ip, rules }, say) => `none covers ${ip} (${say.list(rules)})`,
  ANY_PACKET: () => "any packet",
  RECEIVING_POD: () => "the receiving pod",
  PORT_OF: ({ port, name }) => `port ${port} of ${name}`,
  THE_TUNNEL: () => "the tunnel",
  ENTRY_TAKES_NOTHING: () => "the ingress port accepts nothing (OFPPC_NO_RECV)",
  TRACE_ENDS: ({ table }) => `the trace ends in table ${table}`,
  TUNNEL_PACKETS: () => "tunnel packets",
  PROVIDER_PACKETS: () => "packets of the provider network",
  PLAIN_PACKETS: () => "packets",
  TUNNEL_PORT_MISSING: () => "br-int has no tunnel port to it",
  ENCAP_IP_SET: ({ node, ip }) => `ovn-encap-ip on ${node} is ${ip}`,
  MAPPINGS_NOT_SET: () => "ovn-bridge-mappings is not set",
  NO_BRIDGE: ({ name }) => `there is no bridge ${name}`,
};

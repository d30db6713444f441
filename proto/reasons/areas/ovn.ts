import { defineReasons } from "../define.ts";

/** What OVN and Open vSwitch have or do, where findings tell it. */
export const ovnReasons = defineReasons({
  LOGICALLY_DELIVERED: { ports: "strings" },
  /** `how` as DropReason in aggregator/logical-trace/types.ts. */
  LOGICALLY_DROPPED: { how: "string", stage: "string?" },
  PORT_NOT_IN_SOUTHBOUND: { port: "string" },

  // What the northbound says and the southbound does not
  PORT_WITHOUT_BINDING: { port: "string" },
  BINDING_LEFT: { port: "string" },
  BINDING_ADDRESSES: { port: "string", wanted: "strings", actual: "strings" },
  BINDING_PORT_SECURITY: { port: "string" },
  ACL_WITHOUT_FLOW: { acl: "string", name: "string" },
  POLICY_WITHOUT_FLOW: { policy: "string", router: "string" },
  DIFFERS_FOR: { what: "reason", seconds: "number" },
  /** `row` as "ACL 0123abcd". */
  ORPHANED_FLOW_DROPS: { row: "string", stage: "string", datapath: "string?" },
  NORTHD_BEHIND: { carriedOver: "number", wanted: "number" },

  // ovn-controller and ovs-vswitchd
  DAEMON_NOT_RUNNING: {},
  DAEMON_SILENT: {},
  /** `state` of the connection to the southbound, as ovn-appctl(8) has it. */
  NOT_CONNECTED: { state: "string" },
  VERSIONS_DIFFER: { own: "string", northd: "string" },
  CONFIGURATION_BEHIND: { reported: "number", wanted: "number" },
  FLOW_OF_REMOVED_ROW: { seconds: "number" },
  /** `kind` as in DatabaseRow.failures. */
  SERVER_UNUSABLE: { remote: "string", kind: "string" },

  // Policies
  ACL_OF_NOBODY: {},
  ACL_RULE: { priority: "number", action: "string", match: "string" },
  /** `way` is from or to. */
  NO_RULE_ALLOWS: { traffic: "string", way: "string", peer: "string" },
  POLICY_WITHOUT_RULES: { policy: "string" },
  POLICY_EXCEPTS: { policy: "string", peer: "string" },
  POLICY_OTHER_PORTS: { policy: "string", peer: "string" },
  POLICY_OTHER_PEERS: { policy: "string", peer: "string" },

  // Ports, routes, flows
  ADDRESS_OWNED: { kind: "string", name: "string", node: "string?", mac: "string?" },
  MACS_ANSWERED: { macs: "strings" },
  NO_CHASSIS: {},
  NO_IFACE_ID: {},
  OTHER_IFACE_ID: { id: "string" },
  NO_PORT_ON_SUBNET: { subnet: "string" },
  ROUTER_OF_VPC: {},
  NO_ROUTE_MATCHES: {},
  POLICY_DROPS: { policy: "string" },
  ROUTED_TO: { by: "string", nexthops: "strings" },
  ROUTE_TO_ROUTER: { route: "string", address: "string" },
  NO_LOAD_BALANCER: {},
  LOAD_BALANCER_NOT_ATTACHED: { names: "strings" },
  // NAT rules
  NAT_PORT_GONE: { port: "string" },
  NAT_PORT_MOVED: { port: "string", ips: "strings", ip: "string" },
  NAT_OTHER_PORT: { port: "string", ip: "string" },
  NAT_TARGET_GONE: { ip: "string" },
  NAT_COVERS_NOT: { ip: "string", rules: "strings" },
  ANY_PACKET: {},
  RECEIVING_POD: {},
  PORT_OF: { port: "number", name: "string" },
  THE_TUNNEL: {},
  ENTRY_TAKES_NOTHING: {},
  TRACE_ENDS: { table: "number" },
  TUNNEL_PORT_MISSING: {},
  TUNNEL_PACKETS: {},
  PROVIDER_PACKETS: {},
  PLAIN_PACKETS: {},
  ENCAP_IP_SET: { node: "string", ip: "string" },
  MAPPINGS_NOT_SET: {},
  NO_BRIDGE: { name: "string" },
});

import type { checkReasons } from "../../../proto/reasons/areas/checks.ts";
import type { Sentences } from "../sentences.ts";

export const checkSentences: Sentences<typeof checkReasons> = {
  SENT_NOT_KNOWN: () => "what was sent is unknown",
  NOTHING_SENT_AHEAD: () => "nothing was sent ahead",
  POD_DID_NOT_SEND: () => "the pod did not send it",
  TAPS_LOST_PACKETS: () => "the taps lost packets",
  SERVICE_GONE: () => "the Service is gone",
  POLICY_NOT_EVALUATED: () => "a policy of the router could not be evaluated",
  NO_ECHO_ASKED: () => "the diagnosed traffic is not ICMP echo",
  ICMP_WITHOUT_PORTS: () => "ICMP has no ports",
  ICMP_WITHOUT_SOCKETS: () => "ICMP has no sockets",
  DESTINATION_OUTSIDE: () => "the destination is outside the cluster",
  ON_ONE_NODE: () => "the path stays on one node",
  PROVIDER_WITHOUT_TUNNELS: () => "a provider network has no tunnels",
  DATAPATH_UNKNOWN: () => "whether the kernel's IP stack sees the packets is unknown",
  ADDRESS_ON_NO_NIC: ({ node }) => `no NIC of ${node} has the address that its packets carry`,
  CONNECTIONS_UNREAD: () => "the connections of ovs-vswitchd could not be read",
  RULES_LEFT_OUT: ({ addresses }, say) =>
    "of a large firewall only the rules for the path's own addresses were read, and none for " +
    say.list(addresses),
  FIREWALL_UNREADABLE: ({ why }, say) => `the firewall rules cannot be interpreted: ${say(why)}`,
  SETTING_UNREAD: ({ name }) => `${name} was not read`,
  CLOCK_UNREAD: ({ node }) => `the agent of ${node} did not report its clock`,
  INTERFACES_UNREAD: ({ name }) => `the interfaces of ${name} could not be read`,
  POD_INTERFACE_NOT_FOUND: ({ name }) => `the interface of ${name} was not found`,
  VETH_NOT_OBSERVED: () => "the veth was not observed",
  HOST_VETH_UNKNOWN: ({ name }) => `the host side of the veth of ${name} is unknown`,
  LIMITS_NOT_LOOKED_AT: ({ name }) => `the limits on the interface of ${name} were not looked at`,
  DATABASE_NOT_CONNECTED: ({ database, servers }, say) =>
    `${database} is not connected${servers.length === 0 ? "" : `: ${say.all(servers)}`}`,
};

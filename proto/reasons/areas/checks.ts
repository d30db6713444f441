import { defineReasons } from "../define.ts";

/** Why a check could not say anything: aggregator/checks. */
export const checkReasons = defineReasons({
  SENT_NOT_KNOWN: {},
  NOTHING_SENT_AHEAD: {},
  POD_DID_NOT_SEND: {},
  TAPS_LOST_PACKETS: {},
  SERVICE_GONE: {},
  POLICY_NOT_EVALUATED: {},
  NO_ECHO_ASKED: {},
  ICMP_WITHOUT_PORTS: {},
  ICMP_WITHOUT_SOCKETS: {},
  DESTINATION_OUTSIDE: {},
  ON_ONE_NODE: {},
  PROVIDER_WITHOUT_TUNNELS: {},
  /** It depends on the datapath of Open vSwitch whether netfilter sees packets of the path. */
  DATAPATH_UNKNOWN: {},
  /** It is on no interface, or on one that no packet passes. */
  ADDRESS_ON_NO_NIC: { node: "string" },
  CONNECTIONS_UNREAD: {},
  /** Of a large firewall an agent reads only rules that concern the packets' addresses. */
  RULES_LEFT_OUT: { addresses: "strings" },
  /** A ruleset that was read and is not understood. */
  FIREWALL_UNREADABLE: { why: "reason" },
  SETTING_UNREAD: { name: "string" },
  CLOCK_UNREAD: { node: "string" },
  INTERFACES_UNREAD: { name: "string" },
  POD_INTERFACE_NOT_FOUND: { name: "string" },
  VETH_NOT_OBSERVED: {},
  HOST_VETH_UNKNOWN: { name: "string" },
  LIMITS_NOT_LOOKED_AT: { name: "string" },
  DATABASE_NOT_CONNECTED: { database: "string", servers: "reasons" },
});

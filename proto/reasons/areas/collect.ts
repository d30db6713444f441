import { defineReasons } from "../define.ts";

/** Why something could not be collected: aggregator/collect, and what it asks of the inventory. */
export const collectReasons = defineReasons({
  /** No agent is connected from the node. */
  NO_AGENT: { node: "string" },
  NEVER_CONNECTED: {},
  /** The time of the whole request. */
  TIME_RAN_OUT: {},
  NOTHING_ANSWERED: {},
  /** A source of the inventory is not as it should be; `since` is RFC 3339. */
  SOURCE_NOT_CURRENT: { source: "string", status: "string", since: "string?", why: "reason?" },
  FLOW_OWNERS_UNKNOWN: { why: "reason" },
  TRACE_INCOMPLETE: {},
  /** The text of a trace is cut. */
  TRACE_CUT: {},
  TRACE_WITHOUT_END: {},
  /** Where a traced packet should go. */
  RECEIVER_UNKNOWN: {},
  NO_BRIDGE_PORT: { name: "string" },
  NO_LOCALNET_PORT: { switch: "string" },
  TUNNEL_PORTS_UNKNOWN: { node: "string" },
  NO_TUNNEL_PORT: { node: "string", remote: "string" },
  TUNNEL_KEYS_UNKNOWN: { port: "string" },
  NO_SOUTHBOUND_BINDING: { port: "string" },
  NO_LOGICAL_SWITCH: { switch: "string" },
  /** `subnet` is null where the pod's subnet has no name either. */
  NO_ROUTER_PORT: { subnet: "string?" },
});

import { defineReasons } from "../define.ts";

/** Why it is not known where packets pass or stop: aggregator/correlation, host-state. */
export const pathReasons = defineReasons({
  PROBE_SILENT: {},
  NO_TAP: { node: "string", why: "reason" },
  /** The tap began after the first packet, or ended before the last could come. */
  TAP_NOT_LISTENING: { node: "string" },
  VETH_UNKNOWN: { name: "string", why: "reason" },
  /** No interface of the host is the other end of the pod's. */
  NO_HOST_VETH: { name: "string" },
  NODE_PORT_UNKNOWN: { why: "reason" },
  NO_NODE_PORT: {},
  NO_NODE_INTERFACE: { name: "string" },
  NIC_UNKNOWN: { why: "reason" },
  ROUTE_WITHOUT_DEVICE: {},
  BRIDGE_UNKNOWN: { why: "reason" },
  LEAVES_UNSEEN: {},
  MASQUERADE_UNKNOWN: { why: "reason" },
  NO_SEGMENT: {},
  /** `stages` as "source-bridge/request". */
  STAGES_POSSIBLE: { stages: "strings" },
  PACKETS_UNTOLD: { count: "number" },
  LOCAL_PORT_NOT_FOUND: {},
  /** Several logical ports have the destination's address. */
  ANSWERER_UNKNOWN: { address: "string", name: "string" },
  /** Somebody on the way may have answered. */
  ANSWERER_UNSEEN: { address: "string", name: "string" },
  ANSWERED_ELSEWHERE: { address: "string", name: "string" },
  /** Who answers instead of the destination, and what shows it. */
  ANSWERED_BY_NODE: { address: "string", node: "string", interface: "string" },
  ANSWERED_BY_PORTS: { address: "string", ports: "strings" },
  ANSWERED_BY_RULE: { rule: "string" },
  ANSWERED_BY_MACS: { address: "string", macs: "strings" },
  VSWITCHD_NOT_LOOKED_AT: {},
  CONTROLLER_UNKNOWN: {},
  NO_TUNNEL_ADDRESS: {},
});

import { defineReasons } from "../define.ts";

/** What nodes, pods and Kubernetes' objects are like, where findings tell it. */
export const hostReasons = defineReasons({
  /** In place of a value where there is none. */
  NONE: {},
  /** Any of several values would do. */
  ANY_OF: { values: "strings" },

  // Nodes
  SWITCH_ZONE_FULL: { zone: "number", port: "string?" },
  SWITCH_REFUSED: { count: "number" },
  KERNEL_DROPPED: { pod: "string?", count: "number" },
  /** `grown`: packets during the probes; `counter`: ever. Null where it does not count. */
  RULE_DROPS: {
    rule: "string",
    verdict: "string",
    hook: "string",
    grown: "number?",
    counter: "number?",
  },
  HW_OFFLOAD_ON: {},
  ANSWERED_UNSEEN_AT: { points: "strings" },
  WAY_BACK: { interface: "string" },
  /** Where something is that pods and nodes have alike. */
  IN_POD: { pod: "string" },
  ON_NODE: { node: "string", interface: "string?" },
  NOT_THE_WAY_BACK: {},
  COUNTED_BY_KERNEL: {},
  /** By which interface a kernel sends; `table` is null for the main one. */
  ROUTED_OUT: { interface: "string", gateway: "string?", table: "string?" },
  BACK_INTO_OVN: {},
  WITHOUT_CARRIER: { interface: "string" },
  DEFAULT_BY_OTHER: { others: "strings" },
  NOBODY_ANSWERS: { address: "string", interface: "string" },
  /** Between the sender and where its packets were not seen any more. */
  ROUTERS_ON_WAY: { count: "number" },
  NODE_ON_WAY: { node: "string" },
  NO_MAIN_ROUTE: {},
  ITS_NIC: {},
  CONNECTION_REFUSED: {},

  // Objects of Kubernetes
  NODE_CONDITION: { status: "string?", because: "string?" },
  NODE_NETWORK_UNAVAILABLE: { because: "string" },
  /** `by`: http, tcp, grpc, or command; `port` null for a command, or a name nothing has. */
  PROBE_ASKS: { by: "string", port: "number?", path: "string?" },
  CONTAINER_NOT_READY: { name: "string", because: "string?", restarts: "number" },
  POD_CONDITION_NOT_READY: {},
  POD_DELETED: {},
  POD_BEING_DELETED: {},
  POD_INTERFACE_PENDING: {},
  POD_UNSCHEDULED: { phase: "string", because: "string?" },
  POD_PHASE: { phase: "string", because: "string?" },

  // Inside pods
  DUPLICATE_ADDRESS: {},
  TENTATIVE_ADDRESS: {},
  LISTENS_ON: { addresses: "strings" },
  LISTENS_ONLY_ON: { addresses: "strings" },
  LISTENS_ON_NOTHING: { protocol: "string" },
  CONNECTED_UNANSWERED: {},
  ROUTE_TO_ITSELF: {},
  /** `counter` as nstat(8) names it. */
  QUEUE_FULL: { protocol: "string", counter: "string" },
  /** `outcome` of a probe. */
  ATTEMPT_ENDED: { outcome: "string" },
  /** `how` as `http.errors[].error` of a diagnosis: a word for it, or an errno. */
  HTTP_ENDED: { how: "string" },
  POD_INTERFACE: { interface: "string", pod: "string" },

  // Limits of a pod's own interface
  /** `value` in Mbit/s, `kind` of the row of Open vSwitch, `counted` while the probes ran. */
  POD_RATE_LIMIT: {
    annotation: "string",
    value: "number",
    pod: "string",
    interface: "string",
    kind: "string",
    counted: "reason?",
  },
  SHAPER_COUNTED: { over: "number", waiting: "number", dropped: "number" },
  POLICER_COUNTED: { dropped: "number" },
  /** Of linux-netem; 0 where nothing is said. */
  POD_EMULATION: {
    prefix: "string",
    pod: "string",
    interface: "string",
    latencyMs: "number",
    jitterMs: "number",
    loss: "number",
    limit: "number",
  },

  // Releases and subnets
  RELEASE_BY_IMAGE: { pod: "string" },
  RELEASE_BY_NORTHBOUND: {},
  /** What only releases from that one on write into the northbound. */
  RELEASE_BY_ROWS: {},
  RELEASE_UNKNOWN: {},
  IN_NO_SUBNET: {},
  SUBNET_UNKNOWN: { subnet: "string" },
});

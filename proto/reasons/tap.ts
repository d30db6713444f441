import { defineReasons } from "./define.ts";

/** Why absence of a packet from a tap proves nothing: aggregator/transport. */
export const tapReasons = defineReasons({
  NO_TAP_REPORT: {},
  TAP_STATISTICS_UNKNOWN: {},
  TAP_KERNEL_DROPPED: { count: "number" },
  TAP_INTERFACES_DROPPED: { count: "number" },
  TAP_AGENT_LOST: { count: "number" },
  TAP_ARRIVED_LESS: { sent: "number", arrived: "number" },
  TAP_OVER_LIMIT: { count: "number" },
  TAP_UNREADABLE: { why: "reason" },
  RECORDS_MISCOUNTED: { told: "number", held: "number" },
  /** `how` as in proto/wire/enums.ts, tapEndings. */
  TAP_ENDED: { how: "string", detail: "string?" },
});

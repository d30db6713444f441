import { defineReasons } from "../define.ts";

/** Why there is no tap, or why absence of a packet from one proves nothing. */
export const tapReasons = defineReasons({
  /** `words` are tcpdump's own. */
  BAD_FILTER: { words: "string" },
  LINK_TYPE_UNSUPPORTED: { words: "string" },
  TAP_NOT_STARTED: { words: "string?" },
  SNAP_LENGTH_OUT_OF_RANGE: { snapLength: "number", min: "number", max: "number" },
  FILTER_TOO_LONG: { bytes: "number", maxBytes: "number" },
  FILTER_WITH_NUL: {},

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

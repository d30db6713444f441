import { defineReasons } from "../define.ts";

/** What a verdict does not rest on because nobody saw it: `coverage.notObserved`. */
export const coverageReasons = defineReasons({
  AGENT_NOT_OK: { node: "string", status: "string", why: "reason?" },
  SENT_UNKNOWN: {},
  ANSWERS_UNATTRIBUTED: { why: "reason" },
  ANSWERS_AFTER_WAIT: { count: "number" },
  POINT_BLIND: { point: "string", node: "string", why: "reason" },
  /** NAT had changed packets there, and nothing tells whose they were. */
  POINT_UNRECOGNISED: { point: "string", node: "string", count: "number" },
  TAP_LOST: { node: "string", count: "number" },
  TAP_UNDELIVERED: { node: "string" },
  TAP_OFFLOADED: { node: "string" },
  /** Packets were answered that a whole tap did not see. */
  ANSWERED_UNSEEN: { point: "string" },
  NO_TRAFFIC: { protocol: "string", port: "number?", source: "string", destination: "string" },
  /** `series` is a name of `PlannedSeries`. */
  SERIES_UNREPORTED: { series: "string", why: "reason" },
  /** `item` is a name of `EvidenceItem`. */
  ITEM_FAILED: { item: "string", node: "string?", why: "reason" },
  /** Kinds of evidence that the time did not suffice for; names of `EvidenceItem`. */
  NOT_REACHED_IN_TIME: { items: "strings" },
  STAGE_UNKNOWN: { why: "reason" },
});

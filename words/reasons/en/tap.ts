import type { tapReasons } from "../../../proto/reasons/areas/tap.ts";
import type { Sentences } from "../sentences.ts";

export const tapSentences: Sentences<typeof tapReasons> = {
  BAD_FILTER: ({ words }) => `Cannot use the capture filter: ${words}`,
  LINK_TYPE_UNSUPPORTED: ({ words }) => `Cannot start the tap: ${words}`,
  TAP_NOT_STARTED: ({ words }) =>
    `Cannot start the tap: ${words ?? "tcpdump did not begin to listen"}`,
  SNAP_LENGTH_OUT_OF_RANGE: ({ snapLength, min, max }) =>
    `Cannot start the tap: snap length ${snapLength}, wanted ${min} to ${max}`,
  FILTER_TOO_LONG: ({ bytes, maxBytes }) =>
    `Cannot start the tap: a filter of ${bytes} bytes, wanted at most ${maxBytes}`,
  FILTER_WITH_NUL: () => "Cannot start the tap: the filter contains a NUL",

  NO_TAP_REPORT: () => "no closing report arrived",
  TAP_STATISTICS_UNKNOWN: () => "tcpdump's statistics are unknown",
  TAP_KERNEL_DROPPED: ({ count }) => `the kernel dropped ${count} packets`,
  TAP_INTERFACES_DROPPED: ({ count }) => `interfaces dropped ${count} packets`,
  TAP_AGENT_LOST: ({ count }) => `the agent lost ${count} sightings`,
  TAP_ARRIVED_LESS: ({ sent, arrived }) => `${sent} sightings were sent and ${arrived} arrived`,
  TAP_OVER_LIMIT: ({ count }) => `${count} sightings arrived beyond the limit and were not kept`,
  TAP_UNREADABLE: ({ why }, say) => `sightings cannot be read: ${say(why)}`,
  RECORDS_MISCOUNTED: ({ told, held }) => `batches announced ${told} records and held ${held}`,
  TAP_ENDED: ({ how, detail }) =>
    `the tap ended by "${how}"${detail === null ? "" : `: ${detail}`}`,
};

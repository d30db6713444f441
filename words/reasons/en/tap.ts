import type { tapReasons } from "../../../proto/reasons/tap.ts";
import type { Sentences } from "../sentences.ts";

export const tapSentences: Sentences<typeof tapReasons> = {
  NO_TAP_REPORT: () => "no closing report arrived",
  TAP_STATISTICS_UNKNOWN: () => "tcpdump's statistics are not known",
  TAP_KERNEL_DROPPED: ({ count }) => `the kernel dropped ${count} packets`,
  TAP_INTERFACES_DROPPED: ({ count }) => `interfaces dropped ${count} packets`,
  TAP_AGENT_LOST: ({ count }) => `the agent lost ${count} sightings`,
  TAP_ARRIVED_LESS: ({ sent, arrived }) => `${sent} sightings were sent and ${arrived} arrived`,
  TAP_OVER_LIMIT: ({ count }) => `${count} sightings arrived over the limit and were not kept`,
  TAP_UNREADABLE: ({ why }, say) => `sightings cannot be read: ${say(why)}`,
  RECORDS_MISCOUNTED: ({ told, held }) => `batches announced ${told} records and held ${held}`,
  TAP_ENDED: ({ how, detail }) =>
    `the tap ended by "${how}"${detail === null ? "" : `: ${detail}`}`,
};

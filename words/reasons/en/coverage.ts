import type { coverageReasons } from "../../../proto/reasons/areas/coverage.ts";
import type { Sentences } from "../sentences.ts";

const series: Readonly<Record<string, string>> = {
  asked: "Reachability: the probe",
  learning: "Session affinity: the probe",
  survey: "Loss: the survey",
  large: "Large packets: the probe",
  sweep: "The largest packet that passes: the probe",
};

const absence = "what it did not see proves nothing";

export const coverageSentences: Sentences<typeof coverageReasons> = {
  AGENT_NOT_OK: ({ node, status, why }, say) =>
    `The agent of ${node} is ${status}${why === null ? "" : `: ${say(why)}`}`,
  SENT_UNKNOWN: () => "What the source sent: no report from the probe",
  ANSWERS_UNATTRIBUTED: ({ why }, say) => `Who answered: ${say(why)}`,
  ANSWERS_AFTER_WAIT: ({ count }) =>
    `Where the time went: ${count} ${count === 1 ? "answer" : "answers"} came after the probe ` +
    "had stopped waiting",
  POINT_BLIND: ({ point, node, why }, say) => `${point} on ${node}: ${say(why)}`,
  POINT_UNRECOGNISED: ({ point, node, count }) =>
    `${point} on ${node}: NAT changes packets there, and those of ${count} ` +
    `${count === 1 ? "transaction" : "transactions"} could not be told from others: ${absence}`,
  TAP_LOST: ({ node, count }) => `The tap on ${node} lost ${count} packets: ${absence}`,
  TAP_UNDELIVERED: ({ node }) => `The tap on ${node} did not deliver everything it saw: ${absence}`,
  TAP_OFFLOADED: ({ node }) => `The tap on ${node} does not see offloaded packets: ${absence}`,
  ANSWERED_UNSEEN: ({ point }) => `${point}: answered packets were not seen there`,
  NO_TRAFFIC: ({ protocol, port, source, destination }) =>
    `Traffic: no ${protocol}${port === null ? "" : ` port ${port}`} from ${source} to ` +
    `${destination} was seen; send some, or leave out --passive`,
  SERIES_UNREPORTED: (args, say) =>
    `${series[args.series] ?? args.series} did not report (${say(args.why)})`,
  ITEM_FAILED: ({ item, node, why }, say) =>
    `${item}${node === null ? "" : ` on ${node}`}: ${say(why)}`,
  NOT_REACHED_IN_TIME: ({ items }) => `Not reached before time ran out: ${items.join(", ")}`,
  STAGE_UNKNOWN: ({ why }, say) => `The stage: ${say(why)}`,
};

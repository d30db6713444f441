import type { logicalTraceReasons } from "../../../proto/reasons/areas/logical-trace.ts";
import type { Sentences } from "../sentences.ts";

export const logicalTraceSentences: Sentences<typeof logicalTraceReasons> = {
  BAD_MICROFLOW: ({ field, value }) =>
    `Cannot trace a packet with ${field} ${JSON.stringify(value)}: not valid there`,
  UNKNOWN_DATAPATH: ({ datapath, database }) =>
    `Cannot trace through ${datapath}: ${database} has no such datapath`,
  UNKNOWN_PORT: ({ port, datapath }) =>
    `Cannot trace from ${port}: no such port on ${datapath}, was the Pod removed?`,
  SOUTHBOUND_STILL_READ: () => "ovn-trace did not finish reading the southbound database in time",
  TOOL_FAILED: ({ datapath, why }, say) => `Cannot trace through ${datapath}: ${say(why)}`,
};

import type { logicalTraceReasons, openflowReasons } from "../../../proto/reasons/areas/traces.ts";
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

export const openflowSentences: Sentences<typeof openflowReasons> = {
  NO_CONTROL_SOCKET: ({ folder, found }) =>
    `Cannot ask ovs-vswitchd: ${found} control sockets in ${folder}, wanted one; ` +
    "is Open vSwitch running?",
  DUMP_FAILED: ({ bridge, why }, say) => `Cannot dump the flows of ${bridge}: ${say(why)}`,
  DUMP_CUT: ({ bridge, flows }) =>
    `Cannot dump the flows of ${bridge}: cut short after ${flows} flows`,
  DUMP_TOO_LARGE: ({ bridge, maxBytes }) =>
    `Cannot dump the flows of ${bridge}: more than ${maxBytes} bytes`,
  TRACE_FAILED: ({ bridge, why }, say) => `Cannot trace on ${bridge}: ${say(why)}`,
};

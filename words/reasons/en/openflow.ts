import type { openflowReasons } from "../../../proto/reasons/areas/openflow.ts";
import type { Sentences } from "../sentences.ts";

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

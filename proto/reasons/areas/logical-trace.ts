import { defineReasons } from "../define.ts";

/** Why the logical network could not be asked: aggregator/logical-trace. */
export const logicalTraceReasons = defineReasons({
  /** A name, address or port from which no microflow can be written. */
  BAD_MICROFLOW: { field: "string", value: "string" },
  UNKNOWN_DATAPATH: { datapath: "string", database: "string" },
  /** The SB database has no such port on the datapath: not created yet, or removed. */
  UNKNOWN_PORT: { port: "string", datapath: "string" },
  /** ovn-trace has the whole southbound in memory, or is about to. */
  SOUTHBOUND_STILL_READ: {},
  /** ovn-trace could not be started, did not end in time, or failed. */
  TOOL_FAILED: { datapath: "string", why: "reason" },
});

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

/** Why br-int of a node could not be asked: agent/openflow. */
export const openflowReasons = defineReasons({
  /** No vswitchd runs with this run directory, or several do. */
  NO_CONTROL_SOCKET: { folder: "string", found: "number" },
  /** vswitchd could not be asked: not running, no such bridge, a time limit. */
  DUMP_FAILED: { bridge: "string", why: "reason" },
  /** The tool ended well, and its output ended in the middle of a flow. */
  DUMP_CUT: { bridge: "string", flows: "number" },
  DUMP_TOO_LARGE: { bridge: "string", maxBytes: "number" },
  TRACE_FAILED: { bridge: "string", why: "reason" },
});

import { defineReasons } from "../define.ts";

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

import { defineReasons } from "../define.ts";

/** Why an agent gave no answer; `command` is the field name of `Command` in agent.proto. */
export const agentReasons = defineReasons({
  AGENT_AWAY: { node: "string", why: "reason" },
  AGENT_REPLACED: { node: "string" },
  COMMAND_TIMED_OUT: { node: "string", command: "string", afterMs: "number" },
  COMMAND_CANCELLED: { node: "string", command: "string" },
  /** `version` of the agent. */
  COMMAND_UNSUPPORTED: { node: "string", command: "string", version: "string" },
  COMMAND_FAILED: { node: "string", command: "string", why: "reason" },
  BAD_REPLY: { node: "string", command: "string", why: "reason" },
  TOO_MANY_COMMANDS: { node: "string", limit: "number" },
  SLOW_READER: { node: "string", waitedMs: "number" },
  TRANSFER_FAILED: { node: "string", command: "string", why: "reason" },

  // Why a transfer failed
  TOO_MANY_TRANSFERS: { limit: "number" },
  TRANSFER_NOT_OPENED: { afterMs: "number" },
  TRANSFER_STALLED: { forMs: "number" },
  TRANSFER_ENDED_EARLY: {},
  TRANSFER_TOO_LARGE: { limitBytes: "number" },
  TRANSFER_SHORT: { sent: "number", arrived: "number" },

  // Why a session ended
  SESSION_ENDED: {},
  CONNECTION_LOST: {},
  STREAM_FAILED: { said: "string" },
  AGENT_SILENT: { forMs: "number" },
  AGGREGATOR_STOPPING: {},

  /** `upgrade` is agent or aggregator; protocols as "2" or "1 to 3". */
  PROTOCOL_REFUSED: {
    node: "string",
    version: "string",
    speaks: "string",
    wanted: "string",
    upgrade: "string",
  },

  // What is wrong with an answer
  REPLY_CARRIES: { payload: "string" },
  REPLY_WITHOUT_ANSWER: {},
  TAP_NEVER_LISTENED: {},
  DUMP_WITHOUT_REPORT: {},
});

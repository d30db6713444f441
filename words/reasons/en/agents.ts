import type { agentReasons } from "../../../proto/reasons/areas/agents.ts";
import type { Sentences } from "../sentences.ts";

export const agentSentences: Sentences<typeof agentReasons> = {
  AGENT_AWAY: ({ node, why }, say) => `the agent of ${node} is away: ${say(why)}`,
  AGENT_REPLACED: ({ node }) => `a newer session of the agent of ${node} replaced this one`,
  COMMAND_TIMED_OUT: ({ node, command, afterMs }) =>
    `the agent of ${node} did not answer "${command}" within ${afterMs} ms`,
  COMMAND_CANCELLED: ({ node, command }) => `"${command}" on ${node} was cancelled`,
  COMMAND_UNSUPPORTED: ({ node, command, version }) =>
    `the agent of ${node} (version ${version}) does not support "${command}"; upgrade it`,
  COMMAND_FAILED: ({ node, command, why }, say) => `"${command}" failed on ${node}: ${say(why)}`,
  BAD_REPLY: ({ node, command, why }, say) =>
    `the answer of ${node} to "${command}" cannot be used: ${say(why)}`,
  TOO_MANY_COMMANDS: ({ node, limit }) =>
    `the agent of ${node} already runs ${limit} commands; try again later`,
  SLOW_READER: ({ node, waitedMs }) =>
    `the flow dump of ${node} was cut off: nobody read it for ${waitedMs} ms`,
  TRANSFER_FAILED: ({ node, command, why }, say) =>
    `the transfer of "${command}" from ${node} failed: ${say(why)}`,
  TOO_MANY_TRANSFERS: ({ limit }) =>
    `${limit} transfers are already running, the limit; try again later`,
  TRANSFER_NOT_OPENED: ({ afterMs }) => `the agent did not open it within ${afterMs} ms`,
  TRANSFER_STALLED: ({ forMs }) => `nothing came for ${forMs} ms`,
  TRANSFER_ENDED_EARLY: () => "the agent ended it early",
  TRANSFER_TOO_LARGE: ({ limitBytes }) => `it is larger than ${limitBytes} bytes`,
  TRANSFER_SHORT: ({ sent, arrived }) => `${sent} were sent, ${arrived} arrived`,
  SESSION_ENDED: () => "its session ended",
  CONNECTION_LOST: () => "its connection was lost",
  STREAM_FAILED: ({ said }) => `its stream failed: ${said}`,
  AGENT_SILENT: ({ forMs }) => `it has been silent for ${forMs} ms`,
  AGGREGATOR_STOPPING: () => "the aggregator is stopping",
  PROTOCOL_REFUSED: ({ node, version, speaks, wanted, upgrade }) =>
    `the agent (version ${version}) speaks protocol ${speaks}, wanted ${wanted}: ` +
    `upgrade ${upgrade === "agent" ? `the agent of node ${node}` : "the aggregator"}`,
  REPLY_CARRIES: ({ payload }) => `it carries "${payload}"`,
  REPLY_WITHOUT_ANSWER: () => "it ended without an answer",
  TAP_NEVER_LISTENED: () => "it ended before it began to listen",
  DUMP_WITHOUT_REPORT: () => "it ended without a closing report",
};

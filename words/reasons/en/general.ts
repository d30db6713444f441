import type { generalReasons } from "../../../proto/reasons/areas/general.ts";
import type { Sentences } from "../sentences.ts";

export const generalSentences: Sentences<typeof generalReasons> = {
  SAID: ({ text }) => text,
  ALL_OF: ({ reasons }, say) => say.all(reasons),
  NOT_LOOKED_AT: () => "it was not examined",
  COULD_NOT_LOOK: () => "it could not be examined",
  DEFECT: () => "Cannot answer: a bug in tapline; see the aggregator's log",
  TIMED_OUT: ({ afterMs }) => `no answer within ${afterMs} ms`,
  CANCELLED: () => "cancelled",
  PROGRAM_MISSING: ({ program }) => `${program} is not installed`,
  PROGRAM_FAILED: ({ program, asked, status, said }) =>
    `"${program} ${asked}" failed with status ${status}${said === "" ? "" : `: ${said}`}`,
  PROGRAM_TIMED_OUT: ({ program, afterMs }) => `${program} did not finish within ${afterMs} ms`,
  PROGRAM_SAID_TOO_MUCH: ({ program, limitBytes }) =>
    `${program} printed more than ${limitBytes} bytes`,
};

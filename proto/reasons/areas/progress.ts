import { defineReasons } from "../define.ts";

/** What goes on while a caller waits. */
export const progressReasons = defineReasons({
  EXAMINING_INSTALLATION: {},
  RESOLVING_ENDS: { source: "string", destination: "string" },
  WAITING_FOR_OTHERS: {},
  COLLECTING: {},
  SENDING_PROBES: {},
  /** By which it shows which backend of a Service gets them. */
  PROBING_SERVICE: {},
  SEEKING_LARGEST: {},
  WATCHING: {},
  COMPARING_ENDS: {},
  TRACING: { source: "string", destination: "string" },
  READING_FLOWS: { target: "string" },
  ATTEMPT_OF: { attempt: "number", times: "number", what: "reason" },
  CASE_LEFT_OUT: { bytes: "number", limitBytes: "number" },
});

import type { progressReasons } from "../../../proto/reasons/areas/progress.ts";
import type { Sentences } from "../sentences.ts";

export const progressSentences: Sentences<typeof progressReasons> = {
  EXAMINING_INSTALLATION: () => "examining the installation",
  RESOLVING_ENDS: ({ source, destination }) => `resolving ${source} and ${destination}`,
  WAITING_FOR_OTHERS: () => "waiting for other diagnoses to end",
  COLLECTING: () => "reading databases, ports and facts",
  SENDING_PROBES: () => "sending probes",
  PROBING_SERVICE: () => "sending probes to the Service",
  SEEKING_LARGEST: () => "looking for the largest packet that passes",
  WATCHING: () => "watching",
  COMPARING_ENDS: () => "comparing both ends",
  TRACING: ({ source, destination }) => `tracing ${source} → ${destination}`,
  READING_FLOWS: ({ target }) => `reading the flows of ${target}`,
  ATTEMPT_OF: ({ attempt, times, what }, say) => `${attempt}/${times}  ${say(what)}`,
  CASE_LEFT_OUT: ({ bytes, limitBytes }) =>
    `case file left out: ${bytes} bytes with it, the limit is ${limitBytes}`,
};

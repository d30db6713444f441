import type { requestReasons } from "../../../proto/reasons/request.ts";
import type { Sentences } from "../sentences.ts";

export const requestSentences: Sentences<typeof requestReasons> = {
  SAME_ENDPOINT: ({ name }) => `Cannot diagnose ${name} with itself: name two different endpoints`,
  REQUEST_OVER_TIME: () => "Cannot answer in time: allow more with --timeout",
};

import type { requestReasons } from "../../../proto/reasons/request.ts";
import type { Sentences } from "../sentences.ts";

export const requestSentences: Sentences<typeof requestReasons> = {
  REQUEST_OVER_TIME: () => "Cannot answer in time: allow more with --timeout",
};

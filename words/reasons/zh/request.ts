import type { requestReasons } from "../../../proto/reasons/request.ts";
import type { Sentences } from "../sentences.ts";

export const requestSentences: Sentences<typeof requestReasons> = {
  REQUEST_OVER_TIME: () => "无法及时回答：请用更长的 --timeout",
};

import type { requestReasons } from "../../../proto/reasons/request.ts";
import type { Sentences } from "../sentences.ts";

export const requestSentences: Sentences<typeof requestReasons> = {
  SAME_ENDPOINT: ({ name }) => `无法诊断 ${name} 到其自身：请指定两个不同的端点`,
  REQUEST_OVER_TIME: () => "无法及时回答：请用更长的 --timeout",
};

import type { reasonTable } from "../../../proto/reasons/index.ts";
import type { Sentences } from "../sentences.ts";
import { commandLineSentences } from "./command-line.ts";
import { endpointSentences } from "./endpoints.ts";
import { generalSentences } from "./general.ts";
import { planSentences } from "./plan.ts";
import { requestSentences } from "./request.ts";

export const english: Sentences<typeof reasonTable> = {
  ...generalSentences,
  ...requestSentences,
  ...endpointSentences,
  ...planSentences,
  ...commandLineSentences,
};

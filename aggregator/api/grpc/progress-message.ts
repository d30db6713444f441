import type { Progress } from "../../../proto/gen/tapline/v1/Progress.ts";
import type { Reason } from "../../../proto/reasons/index.ts";
import { reasonIn } from "../../../words/reasons/index.ts";

/** What goes on, in English and as other languages are made from. */
export function progressMessage(step: string, what: Reason): Progress {
  return { step, text: reasonIn("en", what), because: JSON.stringify(what) };
}

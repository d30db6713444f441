import type { Reason } from "../../../proto/reasons/index.ts";
import { reasonIn } from "../../../words/reasons/index.ts";

/** A reason as an English reader has it, for tests that look for what it says; "" for none. */
export function english(why: Reason | null | undefined): string {
  return why ? reasonIn("en", why) : "";
}

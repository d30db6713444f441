import { messageOf } from "../lib/errors.ts";
import type { Language } from "../words/language.ts";
import { reasonIn } from "../words/reasons/index.ts";
import { Failure } from "./failure.ts";

/** What ended a command, as a sentence in the user's language. Loaded only when something did. */
export function errorText(lang: Language, thrown: unknown): string {
  if (!(thrown instanceof Failure)) return messageOf(thrown);
  const { type, shownCode } = thrown;
  const text = reasonIn(lang, type);
  return shownCode === null ? text : `${text} [${shownCode}]`;
}

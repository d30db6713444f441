import { remedyOf, renderKnown } from "../../proto/codes/index.ts";
import type { Cause, Remedy } from "../../proto/documents/v1/diagnosis.ts";
import type { Language } from "../../words/language.ts";
import { phraseIn } from "../phrases/index.ts";
import type { Context } from "./diagnosis/diagnosis.ts";

/** The sentence in the reader's language; a code that this version does not know stays English. */
export function sentenceOf(cause: Cause, { options }: Context): string {
  if (options.lang === "en") return cause.summary;
  return renderKnown(cause.code, argsIn(cause, options.lang), options.lang) ?? cause.summary;
}

/** The remedy in the reader's language; commands are those of the document. */
export function remedyIn(cause: Cause, given: Remedy | null, { options }: Context): Remedy | null {
  const known = remedyOf(cause.code, argsIn(cause, options.lang), options.lang);
  if (given === null) return known;
  if (options.lang === "en" || known === null) return given;
  return { text: known.text, commands: given.commands };
}

/** Arguments that may hold words; the others are names and numbers. */
const wordy = new Set(["detail", "actual", "expected", "interface", "policies", "match"]);

/** Values that hold words are translated, too; what the user told and what commands take is not. */
function argsIn({ code, args }: Cause, lang: Language): Cause["args"] {
  if (lang === "en" || code === "SYMPTOM_NOT_REPRODUCED") return args;
  const translated = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === "string" && wordy.has(name) ? phraseIn(lang, value) : value,
  ]);
  return Object.fromEntries(translated);
}

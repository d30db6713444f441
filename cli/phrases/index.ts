import type { Language } from "../../words/language.ts";
import { detailPhrases } from "./details.ts";
import { errorPhrases } from "./errors.ts";
import { observationPhrases } from "./observations.ts";
import { PhraseBook } from "./phrase.ts";
import { progressPhrases } from "./progress.ts";

const observations = new PhraseBook([...observationPhrases, ...detailPhrases]);
const errors = new PhraseBook([...errorPhrases, ...observationPhrases]);
const progress = new PhraseBook(progressPhrases);

/** A reason, or a value of a sentence, in the reader's language. */
export function phraseIn(lang: Language, text: string): string {
  return lang === "en" ? text : observations.translate(text);
}

export function errorIn(lang: Language, text: string): string {
  return lang === "en" ? text : errors.translate(text);
}

export function progressIn(lang: Language, text: string): string {
  return lang === "en" ? text : progress.translate(text);
}

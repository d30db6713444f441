import type { Language } from "../../words/language.ts";
import { errorPhrases } from "./errors.ts";
import { PhraseBook } from "./phrase.ts";
import { progressPhrases } from "./progress.ts";

const errors = new PhraseBook(errorPhrases);
const progress = new PhraseBook(progressPhrases);

export function errorIn(lang: Language, text: string): string {
  return lang === "en" ? text : errors.translate(text);
}

export function progressIn(lang: Language, text: string): string {
  return lang === "en" ? text : progress.translate(text);
}

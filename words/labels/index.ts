import type { Language } from "../language.ts";
import { english } from "./en.ts";
import type { Words } from "./words.ts";
import { chinese } from "./zh.ts";

const byLanguage: Readonly<Record<Language, Words>> = { en: english, zh: chinese };

export function wordsOf(lang: Language): Words {
  return byLanguage[lang];
}

import type { Reason, ReasonCode } from "../../proto/reasons/index.ts";
import type { Language } from "../language.ts";
import { english } from "./en/index.ts";
import type { Say } from "./sentences.ts";
import { chinese } from "./zh/index.ts";

const sentences = { en: english, zh: chinese } as const;
const clauses = { en: "; ", zh: "；" } as const;
const words = { en: ", ", zh: "、" } as const;

/** A reason as a sentence or a clause in the reader's language, without a final period. */
export function reasonIn(lang: Language, { code, args }: Reason): string {
  const sentence = sentences[lang][code] as (args: Reason<ReasonCode>["args"], say: Say) => string;
  return sentence(args, sayers[lang]);
}

function sayer(lang: Language): Say {
  const say = (reason: Reason): string => reasonIn(lang, reason);
  return Object.assign(say, {
    all: (reasons: readonly Reason[]) => reasons.map(say).join(clauses[lang]),
    list: (values: readonly string[]) => values.join(words[lang]),
  });
}

const sayers: Readonly<Record<Language, Say>> = { en: sayer("en"), zh: sayer("zh") };

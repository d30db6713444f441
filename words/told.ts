import type { Reason } from "../proto/reasons/index.ts";
import { parseReason } from "../proto/reasons/parse.ts";
import type { Language } from "./language.ts";
import { reasonIn } from "./reasons/index.ts";

/** A reason as documents have it: in English, and beside it what other languages are made from. */
export interface Told {
  readonly reason: string | null;
  readonly because?: Reason;
}

export function told(why: Reason | null): Told {
  return why === null ? { reason: null } : { reason: reasonIn("en", why), because: why };
}

/**
 * What a document tells, in the reader's language: by the reason beside its English, where it has
 * one and this version knows it.
 */
export function toldIn(lang: Language, english: string, because: unknown): string {
  const known = lang === "en" ? null : parseReason(because);
  return known === null ? english : reasonIn(lang, known);
}

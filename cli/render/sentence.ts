import { remedyOf, renderKnown } from "../../proto/codes/index.ts";
import type { Cause, Remedy } from "../../proto/diagnosis.ts";
import type { Context } from "./diagnosis.ts";

/** The sentence in the reader's language; a code that this version does not know stays English. */
export function sentenceOf(cause: Cause, { options }: Context): string {
  if (options.lang === "en") return cause.summary;
  return renderKnown(cause.code, cause.args, options.lang) ?? cause.summary;
}

/** The remedy in the reader's language; commands are those of the document. */
export function remedyIn(cause: Cause, given: Remedy | null, { options }: Context): Remedy | null {
  const known = remedyOf(cause.code, cause.args, options.lang);
  if (given === null) return known;
  if (options.lang === "en" || known === null) return given;
  return { text: known.text, commands: given.commands };
}

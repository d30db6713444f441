import type { CodeArgs } from "../../proto/codes/index.ts";
import type { Cause, Remedy } from "../../proto/documents/v1/diagnosis.ts";
import { parseReason } from "../../proto/reasons/parse.ts";
import { remedyOf, renderKnown } from "../../words/codes.ts";
import type { Context } from "./diagnosis/context.ts";

/** The sentence in the reader's language; a code that this version does not know stays English. */
export function sentenceOf(cause: Cause, { options }: Context): string {
  if (options.lang === "en") return cause.summary;
  return renderKnown(cause.code, argsOf(cause), options.lang) ?? cause.summary;
}

/** The remedy in the reader's language; commands are those of the document. */
export function remedyIn(cause: Cause, given: Remedy | null, { options }: Context): Remedy | null {
  const known = remedyOf(cause.code, argsOf(cause), options.lang);
  if (given === null) return known;
  if (options.lang === "en" || known === null) return given;
  return { text: known.text, commands: given.commands };
}

/** Values that are words by their reasons; a reason that this version does not know is English. */
function argsOf({ args, reasons = {} }: Cause): CodeArgs {
  const known = Object.entries(reasons).flatMap(([name, one]) => {
    const parsed = parseReason(one);
    return parsed === null ? [] : [[name, parsed] as const];
  });
  return { ...args, ...Object.fromEntries(known) };
}

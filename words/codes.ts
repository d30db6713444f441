import type { CodeArgs } from "../proto/codes/args.ts";
import { type CodeName, findCode } from "../proto/codes/index.ts";
import type { Remedy } from "../proto/documents/v1/diagnosis.ts";
import type { Language } from "./language.ts";
import { reasonIn } from "./reasons/index.ts";

const placeholder = /\{([a-z]+)\}/g;

/** Said in a sentence where the value was not established: a sentence never invents one. */
const unknownValue: Readonly<Record<Language, string>> = { en: "(unknown)", zh: "（未知）" };

/** The names of a template's placeholders, each once. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(placeholder)].map((found) => found[1] ?? ""))];
}

/** The sentence of a code with its values, without a final period. */
export function render(code: CodeName, args: CodeArgs, lang: Language): string {
  return renderKnown(code, args, lang) ?? code;
}

/** As `render`, for a code that came in a document; null when this version does not know it. */
export function renderKnown(code: string, args: CodeArgs, lang: Language): string | null {
  const row = findCode(code);
  return row === null ? null : fill(row.sentence[lang], args, lang, () => unknownValue[lang]);
}

/**
 * The remedy of a code with its values; commands keep `<name>` where a value is missing. An end
 * without a namespace is no pod, so commands that ask a pod are left out.
 */
export function remedyOf(code: string, args: CodeArgs, lang: Language): Remedy | null {
  const row = findCode(code);
  if (row === null) return null;
  const text = lang === "zh" ? row.remedy.zh : row.remedy.text;
  return {
    text: fill(text, args, lang, () => unknownValue[lang]),
    commands: row.remedy.commands
      .filter((command) => args.namespace !== "" || !placeholdersOf(command).includes("namespace"))
      .map((command) => fill(command, args, "en", (name) => `<${name}>`)),
  };
}

function fill(
  template: string,
  args: CodeArgs,
  lang: Language,
  missing: (name: string) => string,
): string {
  return template.replace(placeholder, (_whole, name: string) => {
    const value = Object.hasOwn(args, name) ? valueIn(lang, args[name] ?? "") : "";
    return value === "" ? missing(name) : value;
  });
}

/** A value that is words in the reader's language; names and numbers as they are. */
export function valueIn(lang: Language, value: CodeArgs[string]): string {
  return typeof value === "object" ? reasonIn(lang, value) : String(value);
}

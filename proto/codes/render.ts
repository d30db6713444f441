import type { Remedy } from "../documents/v1/diagnosis.ts";
import { type CodeName, findCode } from "./table.ts";

export type CodeLanguage = "en" | "zh";
export type CodeArgs = Readonly<Record<string, string | number>>;

const placeholder = /\{([a-z]+)\}/g;

/** Said in a sentence where the value was not established: a sentence never invents one. */
const unknownValue: Readonly<Record<CodeLanguage, string>> = { en: "(unknown)", zh: "（未知）" };

/** The names of a template's placeholders, each once. */
export function placeholdersOf(template: string): string[] {
  return [...new Set([...template.matchAll(placeholder)].map((found) => found[1] ?? ""))];
}

/** The sentence of a code with its values, without a final period. */
export function render(code: CodeName, args: CodeArgs, lang: CodeLanguage): string {
  return renderKnown(code, args, lang) ?? code;
}

/** As `render`, for a code that came in a document; null when this version does not know it. */
export function renderKnown(code: string, args: CodeArgs, lang: CodeLanguage): string | null {
  const row = findCode(code);
  return row === null ? null : fill(row.sentence[lang], args, () => unknownValue[lang]);
}

/**
 * The remedy of a code with its values; commands keep `<name>` where a value is missing. An end
 * without a namespace is no pod, so commands that ask a pod are left out.
 */
export function remedyOf(code: string, args: CodeArgs, lang: CodeLanguage): Remedy | null {
  const row = findCode(code);
  if (row === null) return null;
  const text = lang === "zh" ? row.remedy.zh : row.remedy.text;
  return {
    text: fill(text, args, () => unknownValue[lang]),
    commands: row.remedy.commands
      .filter((command) => args.namespace !== "" || !placeholdersOf(command).includes("namespace"))
      .map((command) => fill(command, args, (name) => `<${name}>`)),
  };
}

function fill(template: string, args: CodeArgs, missing: (name: string) => string): string {
  return template.replace(placeholder, (_whole, name: string) => {
    const value = Object.hasOwn(args, name) ? String(args[name]) : "";
    return value === "" ? missing(name) : value;
  });
}

import type { DoctorDocument } from "../../proto/documents/v1/doctor.ts";
import { wordsOf } from "../../words/labels/index.ts";
import { toldIn } from "../../words/told.ts";
import { paragraph, type Style, styleOf, type TextOptions } from "./style.ts";

type Item = DoctorDocument["items"][number];

/**
 * One line for items of a check that say the same of several subjects, and for what could not be
 * looked at for the same reason by several checks.
 */
interface Line {
  readonly item: Item;
  readonly checks: ReadonlySet<string>;
  readonly subjects: ReadonlySet<string>;
}

/** Subjects that are named; of many that are well it suffices to know how many there are. */
const named = 4;

/**
 * The outcome, then a line for each thing that was looked at, what is wrong with what to do.
 *
 * @param wide also all details, such as the versions of all tools.
 */
export function renderDoctor(
  document: DoctorDocument,
  options: TextOptions,
  wide: boolean,
): string {
  const style = styleOf(options.color);
  const words = wordsOf(options.lang).doctor;
  const head = words.head(document.outcome, document.counts);
  const lines = linesOf(document.items).flatMap((line) => textOf(line, style, options, wide));
  return `${[painted(document.outcome, style)(head), "", ...lines].join("\n")}\n`;
}

function linesOf(items: readonly Item[]): Line[] {
  const lines = new Map<string, { item: Item; checks: Set<string>; subjects: Set<string> }>();
  for (const item of items) {
    const { check, status, found, remedy, subject } = item;
    const what = status === "unknown" ? [subject.name] : [check];
    const key = JSON.stringify([...what, status, found, remedy]);
    const line = lines.get(key) ?? { item, checks: new Set(), subjects: new Set() };
    line.checks.add(check);
    line.subjects.add(subject.name);
    lines.set(key, line);
  }
  return [...lines.values()];
}

function textOf(
  { item, checks, subjects }: Line,
  style: Style,
  options: TextOptions,
  wide: boolean,
): string[] {
  const { lang, columns } = options;
  const words = wordsOf(lang).doctor;
  const paint = painted(item.status, style);
  const found = toldIn(lang, item.found, item.because);
  const shown = [...subjects].slice(0, item.status === "ok" ? named : undefined);
  const more = subjects.size - shown.length;
  const who = [shown.join(words.separator), ...(more > 0 ? [words.more(more)] : [])].join(" ");
  const status = item.status === "unknown" ? `${words.status.unknown} ` : "";
  const first = `${paint(`${marks[item.status]} ${status}`)}`;
  const text = `${[...checks].join(words.separator)}  ${who}${words.colon}${found}`;
  const lines = [paragraph(text, columns, "    ", first)];
  const { remedy } = item;
  if (remedy !== null) {
    const advice = toldIn(lang, remedy.text, remedy.because);
    lines.push(paragraph(`→ ${advice}`, columns, "      ", "    "));
    lines.push(...remedy.commands.map((command) => `      ${style.quiet(command)}`));
  }
  if (wide) lines.push(...detailsOf(item, columns));
  return lines;
}

function detailsOf({ details = {} }: Item, columns: number): string[] {
  const each = Object.entries(details).map(([name, value]) => `${name} ${value || "–"}`);
  return each.length === 0 ? [] : [paragraph(each.join(", "), columns, "      ", "      ")];
}

const marks: Readonly<Record<Item["status"], string>> = {
  ok: "✔",
  warning: "!",
  failed: "✘",
  unknown: "?",
};

function painted(status: Item["status"], style: Style): (text: string) => string {
  if (status === "ok") return style.good;
  return status === "failed" ? style.bad : style.doubtful;
}

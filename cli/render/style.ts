import picocolors from "picocolors";
import type { Language } from "../../words/language.ts";
import { wrap } from "./width.ts";

/** How text is laid out. */
export interface TextOptions {
  readonly lang: Language;
  readonly color: boolean;
  readonly columns: number;
}

type Painter = (text: string) => string;

/** Colours by meaning; each is the identity where colour is off. */
export interface Style {
  readonly good: Painter;
  readonly bad: Painter;
  readonly doubtful: Painter;
  readonly quiet: Painter;
  readonly strong: Painter;
  readonly heading: Painter;
}

export function styleOf(color: boolean): Style {
  const paint = picocolors.createColors(color);
  return {
    good: paint.green,
    bad: paint.red,
    doubtful: paint.yellow,
    quiet: paint.dim,
    strong: paint.bold,
    heading: (text) => paint.bold(paint.cyan(text)),
  };
}

/** Lines of prose are hard to read beyond this, however wide the terminal is. */
const maxProseColumns = 110;

/** Prose, wrapped and indented; `first` stands before its first line instead of the indent. */
export function paragraph(text: string, columns: number, indent: string, first = indent): string {
  const width = Math.max(30, Math.min(columns, maxProseColumns) - indent.length);
  return wrap(text, width)
    .map((line, index) => (index === 0 ? first : indent) + line)
    .join("\n");
}

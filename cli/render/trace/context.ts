import type { Words } from "../../../words/labels/words.ts";
import { toldIn } from "../../../words/told.ts";
import type { Style, TextOptions } from "../style.ts";

/** As of ovn-trace(8): minimal is what changes the packet, verbose all there is. */
export type TraceLevel = "minimal" | "detailed" | "verbose";

export interface TraceTextOptions extends TextOptions {
  readonly level: TraceLevel;
}

export interface TraceContext {
  readonly style: Style;
  readonly words: Words;
  readonly options: TraceTextOptions;
}

/** A part of the document that says why it, or something of it, is missing. */
interface MissingPart {
  readonly reason?: string | null;
  readonly because?: unknown;
}

/** What stands where a trace could not be had. */
export function missingTrace(
  part: MissingPart | null | undefined,
  { style, words, options }: TraceContext,
): string {
  const why = toldIn(options.lang, part?.reason || words.unknownReason, part?.because);
  return style.doubtful(`    ? ${words.noTrace(why)}`);
}

export function paintDrop(actions: string, style: Style): string {
  return /\bdrop\b/.test(actions) ? style.bad(actions) : actions;
}

export function tableNumber(table: number | null | undefined): string {
  return (table == null ? "?" : String(table)).padStart(2);
}

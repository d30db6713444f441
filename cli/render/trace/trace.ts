import type { TraceDirection, TraceDocument } from "../../../proto/documents/v1/trace.ts";
import { wordsOf } from "../../../words/labels/index.ts";
import type { Language } from "../../../words/language.ts";
import { styleOf } from "../style.ts";
import { missingTrace, type TraceContext, type TraceTextOptions } from "./context.ts";
import { logicalLines } from "./logical.ts";
import { nodeLines } from "./openflow.ts";

/** The traces one below the other: of each direction first the logical one, then each node's. */
export function renderTrace(document: TraceDocument, options: TraceTextOptions): string {
  const context = { style: styleOf(options.color), words: wordsOf(options.lang), options };
  const directions = document.directions ?? [];
  const lines = directions.flatMap((direction) => directionLines(direction, context));
  if (directions.length === 0) lines.push(missingTrace(document, context));
  return `${lines.join("\n").trim()}\n`;
}

function directionLines(direction: TraceDirection, context: TraceContext): string[] {
  const { style, words, options } = context;
  const name = words.directions[direction.direction ?? "request"];
  const lines = ["", style.heading(capital(name, options.lang))];
  if (direction.reason) lines.push(missingTrace(direction, context));
  lines.push(...logicalLines(direction.logical ?? null, context));
  for (const trace of direction.openflow ?? []) lines.push(...nodeLines(trace, context));
  return lines;
}

function capital(text: string, lang: Language): string {
  return lang === "en" ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

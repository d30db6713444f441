import type { Language } from "../options.ts";
import type {
  LogicalStep,
  LogicalTrace,
  NodeTrace,
  OpenflowStep,
  TraceDirection,
  TraceDocument,
} from "../trace-document.ts";
import { paragraph, type Style, styleOf, type TextOptions } from "./style.ts";
import { type Words, wordsOf } from "./words.ts";

/** The traces one below the other: of each direction first the logical one, then each node's. */
export function renderTrace(document: TraceDocument, options: TextOptions): string {
  const context = { style: styleOf(options.color), words: wordsOf(options.lang), options };
  const directions = document.directions ?? [];
  const lines = directions.flatMap((direction) => directionLines(direction, context));
  if (directions.length === 0) lines.push(missing(document.reason, context));
  return `${lines.join("\n").trim()}\n`;
}

interface Context {
  readonly style: Style;
  readonly words: Words;
  readonly options: TextOptions;
}

function directionLines(direction: TraceDirection, context: Context): string[] {
  const { style, words, options } = context;
  const name = words.directions[direction.direction ?? "request"];
  const lines = ["", style.heading(capital(name, options.lang))];
  if (direction.reason) lines.push(missing(direction.reason, context));
  lines.push(...logicalLines(direction.logical ?? null, context));
  for (const trace of direction.openflow ?? []) lines.push(...nodeLines(trace, context));
  return lines;
}

function logicalLines(trace: LogicalTrace | null, context: Context): string[] {
  const { words, options } = context;
  const lines = ["", title(words.logicalTrace, trace?.result, context)];
  if (trace === null || !trace.steps) return [...lines, missing(trace?.reason, context)];
  if (trace.summary) lines.push(paragraph(trace.summary, options.columns, "    "));
  if (trace.reason) lines.push(missing(trace.reason, context));
  let part = "";
  for (const step of trace.steps) {
    const here = [step.datapath, step.pipeline].filter(Boolean).join(" ");
    if (here !== part) lines.push(context.style.quiet(`    ${here}`));
    part = here;
    lines.push(...logicalStep(step, context));
  }
  return lines;
}

function logicalStep(step: LogicalStep, { style, options }: Context): string[] {
  const table = numbered(step.table);
  const id = step.uuid ? style.quiet(` [${step.uuid.slice(0, 8)}]`) : "";
  const priority = step.priority == null ? "" : ` priority ${step.priority}`;
  const match = step.match ? `, ${step.match}` : "";
  const head = `${table} ${step.stage ?? "?"}${priority}${match}`;
  const actions = (step.actions ?? []).map((action) => action.replace(/;$/, "")).join("; ");
  const lines = [paragraph(head, options.columns, "         ", "      ") + id];
  if (actions !== "")
    lines.push(paragraph(paintDrop(actions, style), options.columns, "          "));
  return lines;
}

function nodeLines(trace: NodeTrace, context: Context): string[] {
  const { words, style, options } = context;
  const end = trace.at ? words.atEnd[trace.at] : "?";
  const lines = ["", title(words.openflowTrace(trace.node ?? "?", end), trace.result, context)];
  if (!trace.steps) return [...lines, missing(trace.reason, context)];
  if (trace.reason) lines.push(missing(trace.reason, context));
  for (const [index, step] of trace.steps.entries()) {
    lines.push(...openflowStep(step, index === trace.decidingStep, context));
  }
  for (const output of trace.outputs ?? []) {
    if (output != null) lines.push(`    → ${outputText(output)}`);
  }
  if (trace.datapathActions) {
    const text = `${words.datapathActions}: ${trace.datapathActions}`;
    lines.push(style.quiet(paragraph(text, options.columns, "      ", "    ")));
  }
  return lines;
}

function openflowStep(step: OpenflowStep, decides: boolean, context: Context): string[] {
  const { style, words, options } = context;
  const where = `${step.bridge ?? "br-int"} ${numbered(step.table)}`;
  const stage = step.stage ? ` ${step.stage}` : "";
  const cookie = step.cookie ? style.quiet(` cookie 0x${step.cookie}`) : "";
  const mark = decides ? style.bad(` ◀ ${words.decides}`) : "";
  const priority = step.priority == null ? "" : ` priority ${step.priority}`;
  const flow = step.match == null || step.match === "" ? "" : `, ${step.match}`;
  const head = `${where}${stage}${priority}${flow}`;
  const lines = [paragraph(head, options.columns, "         ", "      ") + cookie + mark];
  const shown = step.actions?.length === 0 ? noActions(step, words) : step.actions?.join(", ");
  if (shown) lines.push(paragraph(paintDrop(shown, style), options.columns, "          "));
  return lines;
}

/** A table in which nothing matches has no cookie; a flow without actions is one that drops. */
function noActions({ cookie }: OpenflowStep, words: Words): string {
  return cookie ? "drop" : words.noFlow;
}

function title(text: string, result: string | null | undefined, context: Context): string {
  const { style, words } = context;
  if (!result) return `  ${style.strong(text)}`;
  const word = words.traceResult[result] ?? result;
  const paint =
    result === "delivered" ? style.good : result === "dropped" ? style.bad : style.doubtful;
  return `  ${style.strong(text)}: ${paint(word)}`;
}

function missing(reason: string | null | undefined, { style, words }: Context): string {
  return style.doubtful(`    ? ${words.noTrace(reason || words.unknownReason)}`);
}

/** An output is an object of the wire type TraceOutput; other shapes are shown as they are. */
function outputText(output: unknown): string {
  if (typeof output !== "object" || output === null) return String(output);
  return Object.entries(output)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
}

function numbered(table: number | null | undefined): string {
  return (table == null ? "?" : String(table)).padStart(2);
}

function paintDrop(actions: string, style: Style): string {
  return /\bdrop\b/.test(actions) ? style.bad(actions) : actions;
}

function capital(text: string, lang: Language): string {
  return lang === "en" ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

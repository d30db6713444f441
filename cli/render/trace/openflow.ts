import type { NodeTracePart, OpenflowTraceStep } from "../../../proto/documents/v1/trace.ts";
import type { Words } from "../../../words/labels/words.ts";
import { paragraph } from "../style.ts";
import { missingTrace, paintDrop, type TraceContext, tableNumber } from "./context.ts";
import { readingLines, traceTitle } from "./reading.ts";

/** One node's trace at the level that was asked for. */
export function nodeLines(trace: NodeTracePart, context: TraceContext): string[] {
  const { words, style, options } = context;
  const end = words.traceEnd[trace.at ?? ""] ?? trace.at ?? "?";
  const title = words.openflowTrace(trace.node ?? "?", end);
  const lines = ["", traceTitle(title, trace, context)];
  if (!trace.steps) return [...lines, missingTrace(trace, context)];
  lines.push(...readingLines(trace.reading, context));
  const missing = [trace, trace.reading].find((part) => part?.reason);
  if (missing) lines.push(missingTrace(missing, context));
  if (options.level === "verbose" && trace.flow) lines.push(style.quiet(`    # ${trace.flow}`));
  for (const [index, step] of trace.steps.entries()) {
    const decides = index === trace.decidingStep;
    if (options.level !== "minimal" || decides) lines.push(...stepLines(step, decides, context));
  }
  lines.push(...outputLines(trace, context));
  if (options.level === "minimal") return lines;
  if (trace.datapathActions) {
    const text = `${words.datapathActions}${words.verdict.colon}${trace.datapathActions}`;
    lines.push(style.quiet(paragraph(text, options.columns, "      ", "    ")));
  }
  if (options.level === "verbose") lines.push(...toolLines(trace, context));
  return lines;
}

function outputLines({ outputs }: NodeTracePart, context: TraceContext): string[] {
  return (outputs ?? []).flatMap((output) => {
    if (output == null) return [];
    return [paragraph(`→ ${outputText(output)}`, context.options.columns, "      ", "    ")];
  });
}

/** What ofproto/trace printed, word for word. */
function toolLines({ finalFlow, text }: NodeTracePart, { style }: TraceContext): string[] {
  return [
    ...(finalFlow ? [style.quiet(`    # ${finalFlow}`)] : []),
    ...(text ?? "")
      .trimEnd()
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => style.quiet(`    | ${line}`)),
  ];
}

function stepLines(step: OpenflowTraceStep, decides: boolean, context: TraceContext): string[] {
  const { style, words, options } = context;
  const where = `${step.bridge ?? "br-int"} ${tableNumber(step.table)}`;
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
function noActions({ cookie }: OpenflowTraceStep, words: Words): string {
  return cookie ? "drop" : words.noFlow;
}

/** An output is an object of the wire type TraceOutput; other shapes are shown as they are. */
function outputText(output: unknown): string {
  if (typeof output !== "object" || output === null) return String(output);
  return Object.entries(output)
    .filter(([name, value]) => value !== null && value !== "" && !name.startsWith("_"))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(", ");
}

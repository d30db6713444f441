import type { LogicalTracePart, LogicalTraceStep } from "../../../proto/documents/v1/trace.ts";
import { toldIn } from "../../../words/told.ts";
import { paragraph } from "../style.ts";
import { missingTrace, paintDrop, type TraceContext, tableNumber } from "./context.ts";
import { readingLines, traceTitle } from "./reading.ts";

/** The logical trace at the level that was asked for. */
export function logicalLines(trace: LogicalTracePart | null, context: TraceContext): string[] {
  const { words, options } = context;
  const lines = ["", traceTitle(words.logicalTrace, trace, context)];
  if (trace === null || !trace.steps) return [...lines, missingTrace(trace, context)];
  if (trace.reading) lines.push(...readingLines(trace.reading, context));
  else if (trace.summary)
    lines.push(paragraph(toldIn(options.lang, trace.summary, trace.told), options.columns, "    "));
  const missing = [trace, trace.reading].find((part) => part?.reason);
  if (missing) lines.push(missingTrace(missing, context));
  if (options.level === "verbose" && trace.microflow) {
    lines.push(context.style.quiet(`    # ${trace.microflow}`));
  }
  const steps = options.level === "minimal" ? trace.steps.filter(changesPacket) : trace.steps;
  let part = "";
  for (const step of steps) {
    const here = [step.datapath, step.pipeline].filter(Boolean).join(" ");
    if (here !== part) lines.push(context.style.quiet(`    ${here}`));
    part = here;
    lines.push(...stepLines(step, context));
  }
  return lines;
}

/** Registers and `next` are OVN's own; the rest changes the packet or ends its way. */
function changesPacket({ actions }: LogicalTraceStep): boolean {
  return effects(actions).length > 0;
}

function effects(actions: readonly string[] | null | undefined): string[] {
  const internal = /^(?:next\b|reg\d|xxreg|xreg|flags\b|ct_mark|ct_label|inport|outport ?= ?"")/;
  return (actions ?? [])
    .flatMap((action) => action.split(/;\s*/))
    .map((action) => action.trim())
    .filter((action) => action !== "" && !internal.test(action));
}

function stepLines(step: LogicalTraceStep, context: TraceContext): string[] {
  const { style, options } = context;
  const isMinimal = options.level === "minimal";
  const id = step.uuid && !isMinimal ? style.quiet(` [${step.uuid.slice(0, 8)}]`) : "";
  const priority = step.priority == null ? "" : ` priority ${step.priority}`;
  const match = step.match ? `, ${step.match}` : "";
  const flow = isMinimal ? "" : `${priority}${match}`;
  const head = `${tableNumber(step.table)} ${step.stage ?? "?"}${flow}`;
  const all = (step.actions ?? []).map((action) => action.replace(/;$/, ""));
  const actions = (isMinimal ? effects(step.actions) : all).join("; ");
  const said = [step.conntrack, step.source, ...(step.remarks ?? [])].filter(Boolean);
  const lines = [paragraph(head, options.columns, "         ", "      ") + id];
  if (actions !== "") {
    lines.push(paragraph(paintDrop(actions, style), options.columns, "          "));
  }
  if (options.level === "verbose" && said.length > 0) {
    lines.push(style.quiet(`          # ${said.join(", ")}`));
  }
  return lines;
}

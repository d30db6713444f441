import { LogicalTraceBuilder } from "./builder.ts";
import { classifyLine, isRule } from "./lines.ts";
import type { LogicalTrace, LogicalTraceProblem } from "./types.ts";

/**
 * Parses the output of `ovn-trace --detailed` (OVN 22.12 to 26.03 print alike).
 *
 * Never throws. The output has no end mark, so the text alone cannot say whether it is whole.
 *
 * @param ended true when the tool ended by itself with exit status 0; false makes the trace
 *   `complete: false`, whatever the text says.
 */
export function parseLogicalTrace(text: string, ended: boolean): LogicalTrace {
  const builder = new LogicalTraceBuilder();
  const lines = text.split("\n");
  // The tool ends each line: what follows the last line end is a piece of a line.
  const piece = lines.pop() ?? "";
  lines.forEach((line, at) => {
    if (isRule(line)) return;
    builder.add(classifyLine(line, isRule(lines[at + 1])));
  });
  const complete = builder.finish(ended && piece === "") && builder.steps.length > 0;
  const { microflow, steps, deliveries, drops, choices, errors, unparsed } = builder;
  const error = microflow === "" ? problemOf(text) : null;
  return { microflow, steps, deliveries, drops, choices, errors, unparsed, complete, error };
}

/**
 * What ovn-trace says instead of a trace. It ends with status 0 after most of it; on an inport that
 * the datapath does not have, 23.03 aborts.
 */
export function problemOf(text: string): LogicalTraceProblem {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const find = (pattern: RegExp): string | undefined => lines.find((line) => pattern.test(line));
  const datapath = find(/^unknown datapath "/);
  if (datapath !== undefined) return { code: "UNKNOWN_DATAPATH", text: datapath };
  const named = find(/unknown logical port|^unknown port "/);
  const port = named ?? find(/does not specify ingress port/);
  if (port !== undefined) return { code: "UNKNOWN_PORT", text: withoutLogPrefix(port) };
  const microflow = find(/^error parsing flow: /);
  if (microflow !== undefined) return { code: "BAD_MICROFLOW", text: microflow };
  return { code: "NO_TRACE", text: lines[0] ?? "no output" };
}

/** "2026-11-22T08:11:10Z|00001|ovntrace|WARN|zz: unknown logical port": the last part. */
function withoutLogPrefix(line: string): string {
  return line.slice(line.lastIndexOf("|") + 1);
}

import { TraceBuilder } from "./builder.ts";
import { classifyLine } from "./lines.ts";
import type { OpenFlowTrace } from "./types.ts";

/**
 * Parses the output of `ovs-appctl ofproto/trace` (OVS 2.17 to 3.5 print alike).
 *
 * Never throws: text that is cut gives `complete: false`, lines that no rule knows are kept in
 * `unparsed`, and an answer that is no trace gives `error`. What the trace means for the packet is
 * decided by `outcomeOf` (trace-outcome.ts).
 */
export function parseTrace(text: string): OpenFlowTrace {
  const builder = new TraceBuilder();
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  for (const line of lines) builder.add(classifyLine(line));
  // ofproto/trace ends each line: what follows the last line end is a piece of a line.
  return builder.finish(last === "" && text !== "");
}

import type { Flow__Output } from "../../../proto/gen/tapline/v1/Flow.ts";
import type { FlowSink } from "../../commands/flows.ts";
import { type Io, write } from "../../io.ts";
import { FlowCounts } from "./flow-counts.ts";

/**
 * `{"node", "flows": […], "summary": {…}, "report": {…}}`, written flow by flow: one line each, so
 * that a dump of 100,000 flows is never held in memory.
 */
export function jsonFlows(options: { readonly summary?: boolean }, io: Io): FlowSink {
  let first = true;
  const counts = new FlowCounts();
  return {
    begin: (target) => write(io.stdout, `{"node":${JSON.stringify(target.node)},\n"flows":[`),
    async flow(flow) {
      counts.add(flow);
      if (options.summary) return;
      await write(io.stdout, `${first ? "\n" : ",\n"}${JSON.stringify(flowDocument(flow))}`);
      first = false;
    },
    async end(totals) {
      const report = { ...totals.report, complete: totals.report !== null, shown: totals.shown };
      const summary = JSON.stringify(counts.summary());
      await write(io.stdout, `\n],\n"summary":${summary},\n"report":${JSON.stringify(report)}}\n`);
    },
  };
}

/** A flow as the document has it: match fields by name, flags like `ip` with the value true. */
function flowDocument(flow: Flow__Output): object {
  const match: Record<string, string | true> = {};
  for (const { field, value } of flow.match) match[field] = value === "" ? true : value;
  return { ...flow, match };
}

import type { FlowsDocument } from "../../../proto/documents/v1/flows.ts";
import type { Flow__Output } from "../../../proto/gen/tapline/v1/Flow.ts";
import { type Io, write } from "../../io.ts";
import { FlowCounts } from "./flow-counts.ts";
import type { FlowSink } from "./flow-sink.ts";

type Tail = Pick<FlowsDocument, "summary" | "report">;
type Head = Omit<FlowsDocument, keyof Tail | "flows">;

/**
 * The flows document, written flow by flow: one line each, so that a dump of 100,000 flows is never
 * held in memory.
 */
export function jsonFlows(options: { readonly summary?: boolean }, io: Io): FlowSink {
  let first = true;
  const counts = new FlowCounts();
  return {
    async begin({ node }) {
      const head = { apiVersion: "tapline/v1", kind: "Flows", node } satisfies Head;
      await write(io.stdout, `${JSON.stringify(head).slice(0, -1)},\n"flows":[`);
    },
    async flow(flow) {
      counts.add(flow);
      if (options.summary) return;
      await write(io.stdout, `${first ? "\n" : ",\n"}${JSON.stringify(flowDocument(flow))}`);
      first = false;
    },
    async end(totals) {
      const report: FlowsDocument["report"] = {
        ...totals.report,
        complete: totals.report !== null,
        shown: totals.shown,
      };
      const rest = JSON.stringify({ summary: counts.summary(), report } satisfies Tail);
      await write(io.stdout, `\n],\n${rest.slice(1)}\n`);
    },
  };
}

/** A flow as the document has it: match fields by name, flags like `ip` with the value true. */
function flowDocument(flow: Flow__Output): FlowsDocument["flows"][number] {
  const match: Record<string, string | true> = {};
  for (const { field, value } of flow.match) match[field] = value === "" ? true : value;
  return { ...flow, match };
}

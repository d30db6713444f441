import { z } from "zod";
import type { Immutable } from "../immutable.ts";
import { count } from "./verdict.ts";

const flow = z
  .object({
    cookie: z.string().describe("Hexadecimal, without 0x"),
    table: z.int(),
    priority: z.int(),
    packets: count,
    bytes: count,
    durationSeconds: z.number(),
    match: z
      .record(z.string(), z.union([z.string(), z.literal(true)]))
      .describe("Fields as ovs-ofctl(8) names them; a flag like `ip` has the value true"),
    actions: z.array(z.string()).describe("None: the flow drops"),
    actionKinds: z.array(z.string()),
  })
  .meta({ id: "Flow" });

const tableCount = z
  .object({
    table: z.int(),
    flows: count,
    drops: count,
    packets: count,
    actions: z
      .record(z.string(), count)
      .describe("Flows by kind of action; a flow counts once for each kind that it has"),
  })
  .meta({ id: "TableCount", description: "Counts of the flows of one table" });

const flowSummary = z
  .object({
    flows: count,
    drops: count,
    tables: z.array(tableCount),
    actions: z
      .array(z.object({ action: z.string(), flows: count }))
      .describe("Most frequent first"),
  })
  .meta({ id: "FlowSummary", description: "Counts of the flows that were chosen" });

const flowsReport = z
  .object({
    flows: count.exactOptional().describe("Flows that the agent read"),
    unparsed: count.exactOptional().describe("Lines that were read and not understood"),
    unparsedSamples: z.array(z.string()).exactOptional().describe("The first of them"),
    complete: z.boolean().describe("False: the stream ended early, flows may be missing"),
    shown: count.describe("Flows that were chosen"),
  })
  .meta({ id: "FlowsReport" });

/** The flows document (`tapline flows -o json`): those of one node's br-int. */
export const flows = z.object({
  apiVersion: z.literal("tapline/v1"),
  kind: z.literal("Flows"),
  node: z.string(),
  flows: z.array(flow).describe("None with --summary"),
  summary: flowSummary,
  report: flowsReport,
});

export type FlowsDocument = Immutable<z.infer<typeof flows>>;
export type FlowSummary = Immutable<z.infer<typeof flowSummary>>;

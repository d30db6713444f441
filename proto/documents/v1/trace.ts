import { z } from "zod";
import type { Immutable } from "../immutable.ts";
import { because, documentReason } from "./reason.ts";
import { direction, endpointSummary, name, resource, traffic } from "./verdict.ts";

const maybe = z.string().nullable().exactOptional();
const reason = maybe.describe("Why this part, or a part of it, is missing; English");
const actions = z.array(z.string()).nullable().exactOptional();

const traceDrop = z
  .object({
    stage: name.describe("OVN's stage; null for a flow that is no logical flow"),
    datapath: name.describe("Logical switch or router"),
    resources: z.array(resource).describe("Policies that asked for the ACL, or the ACL itself"),
    flow: name.describe("The flow that decides; null when none matched"),
    owner: z
      .enum([
        "logical-flow",
        "southbound-row",
        "removed-row",
        "no-cookie",
        "unknown-cookie",
        "none",
      ])
      .describe("Who put the flow there"),
  })
  .meta({ id: "TraceDrop" });

const traceReading = z
  .object({
    result: z
      .enum(["delivered", "delivered-elsewhere", "dropped", "error", "unknown"])
      .describe("`unknown`: the trace does not say; `error`: it could not be made"),
    to: z
      .array(z.string())
      .describe("Where it goes: logical ports, OpenFlow ports, nodes behind a tunnel"),
    expected: name.describe("Where it should go; null when that is not known"),
    drop: traceDrop.nullable().describe("Set when it is dropped"),
    reason: z.string().nullable().describe("Set for `error` and `unknown`; English"),
    because,
  })
  .meta({
    id: "TraceReading",
    description: "What a trace comes to, said against the port that should get the packet",
  });

const logicalTraceStep = z
  .object({
    pipeline: maybe,
    datapath: maybe,
    stage: maybe,
    table: z.int().nullable().exactOptional(),
    match: maybe,
    priority: z.int().nullable().exactOptional(),
    uuid: maybe,
    actions,
    source: maybe,
    remarks: z.array(z.string()).nullable().exactOptional(),
    conntrack: maybe,
  })
  .meta({ id: "LogicalTraceStep" });

const logicalTracePart = z
  .object({
    result: maybe,
    reading: traceReading.nullable().exactOptional(),
    summary: maybe,
    told: documentReason.exactOptional().describe("What `summary` was made of"),
    reason,
    because,
    steps: z.array(logicalTraceStep).nullable().exactOptional(),
    microflow: maybe.describe("With --verbose: the microflow that was asked for"),
  })
  .meta({ id: "LogicalTracePart", description: "What ovn-trace(8) says" });

const openflowTraceStep = z
  .object({
    bridge: maybe,
    table: z.int().nullable().exactOptional(),
    cookie: maybe,
    priority: z.int().nullable().exactOptional(),
    match: maybe,
    actions,
    depth: z.int().exactOptional().describe("Of resubmits and clones"),
    stage: maybe.describe("OVN's stage that the cookie leads to"),
    owner: z
      .record(z.string(), z.unknown())
      .exactOptional()
      .describe("Who put the flow there: `kind` as in TraceDrop, and what is known of it"),
  })
  .meta({ id: "OpenflowTraceStep" });

const nodeTracePart = z
  .object({
    node: maybe,
    at: maybe,
    flow: maybe,
    result: maybe,
    reading: traceReading.nullable().exactOptional(),
    reason,
    because,
    decidingStep: z.int().nullable().exactOptional().describe("Index into steps"),
    steps: z.array(openflowTraceStep).nullable().exactOptional(),
    outputs: z.array(z.unknown()).nullable().exactOptional(),
    datapathActions: maybe,
    finalFlow: maybe,
    text: maybe.describe("With --verbose: what ofproto/trace printed"),
  })
  .meta({ id: "NodeTracePart", description: "What ofproto/trace of one node's br-int says" });

const traceDirection = z
  .object({
    direction: direction.exactOptional(),
    logical: logicalTracePart.nullable().exactOptional(),
    openflow: z.array(nodeTracePart).nullable().exactOptional(),
    reason,
    because,
  })
  .meta({ id: "TraceDirection" });

/**
 * The trace document (`tapline trace -o json`).
 *
 * Every part can be missing: a node without an agent has no OpenFlow trace, an unreachable
 * southbound database has no logical one. `reason` then says why.
 */
export const trace = z.object({
  apiVersion: z.literal("tapline/v1"),
  kind: z.literal("Trace"),
  source: endpointSummary.exactOptional(),
  destination: endpointSummary.exactOptional(),
  traffic: traffic.exactOptional(),
  directions: z.array(traceDirection).nullable().exactOptional(),
  reason,
  because,
});

export type TraceDocument = Immutable<z.infer<typeof trace>>;
export type TraceDirection = Immutable<z.infer<typeof traceDirection>>;
export type TraceReading = Immutable<z.infer<typeof traceReading>>;
export type TraceDrop = Immutable<z.infer<typeof traceDrop>>;
export type LogicalTracePart = Immutable<z.infer<typeof logicalTracePart>>;
export type LogicalTraceStep = Immutable<z.infer<typeof logicalTraceStep>>;
export type NodeTracePart = Immutable<z.infer<typeof nodeTracePart>>;
export type OpenflowTraceStep = Immutable<z.infer<typeof openflowTraceStep>>;

import { z } from "zod";
import type { Immutable } from "../immutable.ts";
import { because, documentReason } from "./reason.ts";
import { count, direction, point, spread, stage } from "./verdict.ts";

// What was seen on the path, and what could not be looked at.

const packetCount = z
  .object({
    expected: count,
    seen: count
      .nullable()
      .describe("Null where nothing could be observed: absence is then no evidence"),
  })
  .meta({ id: "Count" });

export const pathPoint = z
  .object({
    point,
    node: z.string(),
    interface: z.string(),
    request: packetCount,
    reply: packetCount,
    lost: count.describe("Packets that the tap lost at this node"),
  })
  .meta({ id: "PathPoint" });

export const stageStatus = z
  .object({
    stage,
    direction,
    status: z.enum(["pass", "fail", "unknown", "not-reached"]),
    evidence: z.array(z.string()),
  })
  .meta({ id: "StageStatus" });

export const latency = z
  .object({
    rttMs: spread.nullable(),
    perStage: z.array(z.object({ stage, direction, p50Ms: z.number() })),
    clocks: z
      .object({ offsetMs: z.number(), errorMs: z.number() })
      .nullable()
      .exactOptional()
      .describe(
        "How far the clock of the destination's node is ahead of the source's, and by how much " +
          "that may be wrong; null when it is not known",
      ),
  })
  .meta({ id: "Latency" });

export const checkStatus = z
  .object({
    name: z.string(),
    status: z.enum(["clean", "found", "skipped", "failed"]),
    reason: z.string().nullable(),
    because,
  })
  .meta({ id: "CheckStatus" });

export const coverage = z
  .object({
    agents: z.array(
      z.object({ node: z.string(), status: z.string(), reason: z.string().nullable(), because }),
    ),
    lost: count.describe("Packets that taps on the path lost"),
    notObserved: z.array(z.string()).describe("What could not be looked at, in words"),
    reasons: z.array(documentReason).exactOptional().describe("The same, item by item"),
  })
  .meta({ id: "Coverage" });

export const evidenceSummary = z
  .object({
    id: z.string(),
    kind: z.enum(["sighting", "logical-trace", "openflow-trace", "flow", "port", "row", "fact"]),
    node: z.string().nullable(),
    at: z.string(),
    data: z.unknown(),
  })
  .meta({ id: "EvidenceSummary" });

export type Count = Immutable<z.infer<typeof packetCount>>;
export type PathPoint = Immutable<z.infer<typeof pathPoint>>;
export type StageStatus = Immutable<z.infer<typeof stageStatus>>;
export type Latency = Immutable<z.infer<typeof latency>>;
export type CheckStatus = Immutable<z.infer<typeof checkStatus>>;
export type Coverage = Immutable<z.infer<typeof coverage>>;
export type EvidenceSummary = Immutable<z.infer<typeof evidenceSummary>>;

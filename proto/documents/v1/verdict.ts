import { z } from "zod";
import type { Immutable } from "../immutable.ts";
import {
  confidenceNames,
  directionNames,
  levelNames,
  outcomeNames,
  pointNames,
  protocolNames,
  stageNames,
} from "./names.ts";
import { documentReason } from "./reason.ts";

// What several documents are made of: ends, traffic, where packets stop, and why.

export const outcome = z.enum(outcomeNames).meta({ id: "Outcome" });
export const confidence = z.enum(confidenceNames).meta({ id: "Confidence" });
export const direction = z.enum(directionNames).meta({ id: "Direction" });
const protocol = z.enum(protocolNames);
export const stage = z
  .enum(stageNames)
  .meta({ id: "Stage", description: "Segment of the path between observation points" });
export const point = z
  .enum(pointNames)
  .meta({ id: "PointName", description: "Observation point: where a packet can be seen" });

export const count = z.int().min(0);
export const time = z.iso.datetime().describe("RFC 3339, UTC");
export const name = z.string().nullable();

export const endpointSummary = z
  .object({
    kind: z.enum(["Pod", "Service", "Node", "Address"]),
    namespace: name,
    name: z.string(),
    node: name,
    ips: z.array(z.string()),
    logicalPort: name,
  })
  .meta({ id: "EndpointSummary" });

export const traffic = z
  .object({
    protocol,
    port: z.int().min(0).max(65_535).nullable(),
    mode: z.enum(["active", "passive"]),
    count: count.describe("Probes asked for"),
    size: count.nullable().describe("IP packet size in bytes; null for the default"),
    http: name
      .exactOptional()
      .describe("Path asked for by GET on every open connection; null or absent for none"),
  })
  .meta({ id: "Traffic" });

export const failure = z
  .object({
    stage,
    direction,
    node: name,
    lastSeenAt: point.nullable(),
    notSeenAt: point.nullable(),
  })
  .meta({ id: "Failure", description: "Where packets stop, and in which direction" });

export const resource = z
  .object({ kind: z.string(), namespace: name, name: z.string() })
  .meta({ id: "Resource" });

const causeShape = {
  code: z.string().describe("Row of docs/codes.md"),
  summary: z.string().describe("One sentence, English"),
  resources: z.array(resource).describe("All that the cause is due to, never one culprit of many"),
  args: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .describe("Values of the code's sentence, by name: other languages are made from them"),
  reasons: z
    .record(z.string(), documentReason)
    .exactOptional()
    .describe("Of the values that are words: what they were made of, by the same names"),
};

export const cause = z.object(causeShape).meta({ id: "Cause" });

const remedy = z
  .object({
    text: z.string(),
    commands: z.array(z.string()).describe("To read first and run by hand; tapline runs none"),
  })
  .meta({ id: "Remedy" });

export const finding = z
  .object({
    ...causeShape,
    level: z.enum(levelNames),
    stage: stage.nullable(),
    direction: direction.nullable(),
    node: name,
    evidence: z.array(z.string()).describe("Ids of evidence[]"),
    remedy,
  })
  .meta({ id: "Finding" });

export const spread = z
  .object({ p50: z.number(), max: z.number() })
  .meta({ id: "Spread", description: "Median and largest of some times, milliseconds" });

export type Outcome = z.infer<typeof outcome>;
export type Confidence = z.infer<typeof confidence>;
export type Direction = z.infer<typeof direction>;
export type Level = Finding["level"];
export type Protocol = z.infer<typeof protocol>;
export type Stage = z.infer<typeof stage>;
export type PointName = z.infer<typeof point>;
export type EndpointSummary = Immutable<z.infer<typeof endpointSummary>>;
export type Traffic = Immutable<z.infer<typeof traffic>>;
export type Failure = Immutable<z.infer<typeof failure>>;
export type Resource = Immutable<z.infer<typeof resource>>;
export type Cause = Immutable<z.infer<typeof cause>>;
export type Finding = Immutable<z.infer<typeof finding>>;
export type Remedy = Immutable<z.infer<typeof remedy>>;

import { z } from "zod";
import { symptom } from "../../symptoms/symptom.ts";
import type { Immutable } from "../immutable.ts";
import { attemptSummary, httpSummary, nameResolution, repeatSummary } from "./attempts.ts";
import { environment } from "./environment.ts";
import { mtuReport } from "./mtu.ts";
import {
  checkStatus,
  coverage,
  evidenceSummary,
  latency,
  pathPoint,
  stageStatus,
} from "./observation.ts";
import {
  cause,
  confidence,
  endpointSummary,
  failure,
  finding,
  outcome,
  time,
  traffic,
} from "./verdict.ts";

export type * from "./mtu.ts";
export type * from "./observation.ts";
export type * from "./verdict.ts";

const familyVerdict = z
  .object({
    family: z.enum(["IPv4", "IPv6"]),
    sourceIp: z.string(),
    destinationIp: z.string(),
    outcome,
    confidence,
    failure: failure.nullable(),
    cause: cause.nullable(),
  })
  .meta({ id: "FamilyVerdict", description: "What became of one IP version of a path" });

/**
 * The verdict document (`tapline diagnose -o json`): what the command line prints, the API returns
 * and the store holds. Fields are only ever added.
 */
export const diagnosis = z.object({
  apiVersion: z.literal("tapline/v1"),
  kind: z.literal("Diagnosis"),
  id: z.string(),
  startedAt: time,
  durationMs: z.number().min(0),
  source: endpointSummary,
  destination: endpointSummary,
  traffic,
  outcome,
  confidence,
  failure: failure.nullable().describe("Null when reachable, or when no stage can be named"),
  cause: cause.nullable().describe("Null when none is established"),
  findings: z.array(finding),
  path: z.array(pathPoint),
  stages: z.array(stageStatus),
  latency,
  mtu: mtuReport.exactOptional(),
  checks: z.array(checkStatus),
  coverage,
  evidence: z.array(evidenceSummary),
  families: z
    .array(familyVerdict)
    .exactOptional()
    .describe("Each IP version that was diagnosed, IPv4 first; all else is about the worse"),
  symptom: symptom
    .nullable()
    .exactOptional()
    .describe("What the user saw fail, against what was observed; null when none was told"),
  resolution: nameResolution
    .nullable()
    .exactOptional()
    .describe("How the destination's host name was resolved; null when none was named"),
  http: httpSummary
    .nullable()
    .exactOptional()
    .describe("What the destination answered by HTTP; null when that was not asked"),
  attempts: z
    .array(attemptSummary)
    .exactOptional()
    .describe("Of a repeated diagnosis: each attempt. The rest is the worst attempt's"),
  repeat: repeatSummary.exactOptional(),
  environment: environment
    .exactOptional()
    .describe("Releases, placement and gateways, as far as they are known"),
});

export type Diagnosis = Immutable<z.infer<typeof diagnosis>>;
export type FamilyVerdict = Immutable<z.infer<typeof familyVerdict>>;

import { z } from "zod";
import type { Immutable } from "../documents/immutable.ts";

/** What an error text of a client stands for; proto/symptoms/error-texts.ts reads them. */
export const symptomKinds = [
  "refused",
  "host-unreachable",
  "network-unreachable",
  "prohibited",
  "timeout",
  "reset",
  "closed",
  "stall",
  "too-big",
  "not-permitted",
  "no-address",
  "name-resolution",
  "application",
  "unknown",
] as const;
export type SymptomKind = (typeof symptomKinds)[number];

/** How the probes ended, in words that an error text can be compared with. */
export const observationKinds = [
  "answered",
  "refused",
  "host-unreachable",
  "network-unreachable",
  "prohibited",
  "neighbour-unanswered",
  "timeout",
  "part-lost",
  "large-lost",
  "too-big",
  "reset",
  "not-permitted",
  "no-address",
  "name-resolved",
  "name-failed",
  "error",
] as const;
export type ObservationKind = (typeof observationKinds)[number];

/** Why nothing can be said about an error text. */
const symptomSilences = [
  "text-not-known",
  "no-probe-report",
  "needs-connection",
  "after-connection",
  "name-not-asked",
  "resolver-not-asked",
  "neighbour-not-observed",
  "neighbour-remembered",
] as const;
export type SymptomSilence = (typeof symptomSilences)[number];

const observed = z
  .object({
    kind: z.enum(observationKinds),
    count: z.int().min(0).describe("Probes that ended so"),
    of: z.int().min(0).describe("Of those that were sent"),
  })
  .meta({ id: "Observed" });

export const symptom = z
  .object({
    text: z.string(),
    kind: z.enum(symptomKinds),
    expects: z
      .string()
      .describe("What must be the case on the network for this text to appear, English"),
    agrees: z.boolean().nullable().describe("Null when the evidence says nothing about it"),
    explanation: z.string().describe("English"),
    observed: z.array(observed),
    silence: z
      .enum(symptomSilences)
      .nullable()
      .describe("Why nothing can be said about an error text"),
  })
  .meta({ id: "Symptom" });

export type Observed = Immutable<z.infer<typeof observed>>;
export type Symptom = Immutable<z.infer<typeof symptom>>;

import { z } from "zod";
import type { Immutable } from "../immutable.ts";
import { because } from "./reason.ts";
import {
  confidence,
  count,
  direction,
  failure,
  name,
  outcome,
  spread,
  stage,
  time,
} from "./verdict.ts";

export const nameResolution = z
  .object({
    name: z.string(),
    status: z
      .enum(["answered", "failed", "not-asked"])
      .describe("`failed`: it was asked and gave no address; `not-asked`: `reason` says why"),
    addresses: z.array(z.string()),
    foundAs: name.describe("The name that was answered for, with its search domain"),
    source: z.enum(["hosts", "dns"]).nullable(),
    nameservers: z.array(z.string()),
    attempts: z.array(z.object({ name: z.string(), outcome: z.string() })),
    reason: z.string().nullable(),
    because,
    used: z
      .string()
      .describe("The address, or the Service of the inventory, that took the name's place"),
  })
  .meta({
    id: "NameResolution",
    description: "What the source pod's own resolver said of a host name",
  });

export const httpSummary = z
  .object({
    path: z.string(),
    sent: count.describe("Connections that opened, on which the GET was sent"),
    answered: count.describe("Those that were answered by a status line, whatever its code"),
    statuses: z.array(z.object({ code: z.int(), count })),
    timeMs: spread.nullable().describe("From the opened connection to the status line"),
    errors: z.array(z.object({ error: z.string(), count })),
  })
  .meta({ id: "HttpSummary" });

export const attemptSummary = z
  .object({
    attempt: z.int().min(1),
    id: z.string(),
    startedAt: time,
    durationMs: z.number(),
    outcome,
    confidence,
    sent: count.describe("Probes that were asked for"),
    answered: count.nullable().describe("Null where that was not observed"),
    rttMs: spread.nullable(),
    failure: failure.nullable().describe("Where the lost ones were lost"),
    cause: name.describe("Code of the cause"),
    http: httpSummary.nullable(),
  })
  .meta({ id: "AttemptSummary", description: "One of several diagnoses of a path, in short" });

export const repeatSummary = z
  .object({
    asked: count.describe("Attempts that were asked for"),
    done: count.describe("Those that gave a verdict"),
    reachable: count,
    failed: count.describe("Attempts that found a fault"),
    inconclusive: count,
    intermittent: z.boolean().describe("Some attempts found a fault, and others none"),
    sent: count.describe("Probes of all attempts whose answers were counted"),
    answered: count,
    rttMs: spread.nullable(),
    lostAt: z
      .array(z.object({ stage, direction, node: name, attempts: count, lost: count }))
      .describe("Stages at which attempts lost what they lost, most frequent first"),
  })
  .meta({ id: "RepeatSummary" });

export type NameResolution = Immutable<z.infer<typeof nameResolution>>;
export type AttemptSummary = Immutable<z.infer<typeof attemptSummary>>;
export type RepeatSummary = Immutable<z.infer<typeof repeatSummary>>;
export type HttpSummary = Immutable<z.infer<typeof httpSummary>>;

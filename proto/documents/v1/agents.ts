import { z } from "zod";
import type { Immutable } from "../immutable.ts";
import { because } from "./reason.ts";
import { count } from "./verdict.ts";

const agent = z
  .object({
    node: z.string(),
    status: z.string().describe("ok | away; the rest is what an agent that is away said last"),
    version: z.string(),
    ovsVersion: z.string(),
    ovnVersion: z.string(),
    datapathType: z.string(),
    connectedSinceUnixMs: count.describe("0: never"),
    repliesDropped: count.describe("Replies that found the agent's outbox full"),
    eventsDropped: count.describe("Events that the agent had no room to send"),
    commandsRunning: count,
    residentMegabytes: count,
    cpuPercent: z.number(),
    clockOffsetMs: z
      .number()
      .nullable()
      .describe("The node's clock less the aggregator's; null: not measured yet, or away"),
    clockErrorMs: z.number().nullable().describe("By how much clockOffsetMs may be wrong at most"),
    reason: z.string().describe("Why it is away, in English; empty otherwise"),
    because,
  })
  .meta({ id: "Agent" });

const source = z
  .object({
    name: z.string(),
    status: z.string(),
    reason: z.string(),
    because,
  })
  .meta({ id: "Source", description: "A database or API that the aggregator reads" });

/** The agents document (`tapline agents -o json`). */
export const agents = z.object({
  apiVersion: z.literal("tapline/v1"),
  kind: z.literal("Agents"),
  agents: z.array(agent).describe("By node"),
  sources: z.array(source),
});

export type AgentsDocument = Immutable<z.infer<typeof agents>>;

import { z } from "zod";
import type { Immutable } from "../immutable.ts";
import { doctorStatusNames } from "./names.ts";
import { because } from "./reason.ts";
import { count } from "./verdict.ts";

const status = z.enum(doctorStatusNames);

const item = z
  .object({
    check: z.string().describe("Which check found it"),
    subject: z.object({
      kind: z.string().describe("Node | Database | Aggregator | Cluster | Certificate"),
      name: z.string(),
    }),
    status: status.describe("unknown: it could not be looked at, which is never ok"),
    found: z.string().describe("What was found, or why it could not be looked at; English"),
    because,
    remedy: z
      .object({
        text: z.string().describe("What to do, English"),
        because,
        commands: z.array(z.string()).describe("To look further; tapline runs none"),
      })
      .nullable()
      .describe("null: there is nothing to do, or nobody knows what"),
    details: z
      .record(z.string(), z.string())
      .exactOptional()
      .describe("Names with values: tools with their versions, empty where they are missing"),
  })
  .meta({ id: "DoctorItem" });

/** The doctor document (`tapline doctor -o json`). */
export const doctor = z.object({
  apiVersion: z.literal("tapline/v1"),
  kind: z.literal("Doctor"),
  startedAt: z.iso.datetime(),
  durationMs: count,
  aggregator: z
    .object({ version: z.string() })
    .nullable()
    .describe("null: none was reached, and the only item says what was tried"),
  outcome: status.describe("The worst: failed, then unknown, then warning"),
  counts: z.object({ ok: count, warning: count, failed: count, unknown: count }),
  items: z.array(item),
});

export type DoctorDocument = Immutable<z.infer<typeof doctor>>;

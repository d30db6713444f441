import { z } from "zod";
import { type Reason, reason } from "../reasons/index.ts";
import { agents } from "./v1/agents.ts";
import { diagnosis } from "./v1/diagnosis.ts";
import { doctor } from "./v1/doctor.ts";
import { flows } from "./v1/flows.ts";
import { trace } from "./v1/trace.ts";

/** Every kind of document, by version: what `-o json` prints and what docs/schema describes. */
export const schemas = { v1: { diagnosis, trace, flows, agents, doctor } } as const;

const current = { Diagnosis: diagnosis, Trace: trace, Doctor: doctor } as const;

/** Where a document is not as its schema says; null where it is. */
export function misfit(kind: keyof typeof current, document: unknown): Reason | null {
  const issue = current[kind].safeParse(document).error?.issues[0];
  if (issue === undefined) return null;
  const field = issue.path.map(String).join(".");
  return reason("DOCUMENT_MISFIT", { field, said: issue.message });
}

/** A file of docs/schema. */
export interface SchemaFile {
  /** "v1/diagnosis.json" */
  readonly path: string;
  readonly text: string;
}

/** JSON Schema (draft 2020-12) of every document; fields that it does not name may be there. */
export function schemaFiles(): SchemaFile[] {
  return Object.entries(schemas).flatMap(([version, kinds]) =>
    Object.entries(kinds).map(([kind, schema]) => {
      const title = schema.shape.kind.value;
      const json = z.toJSONSchema(schema, {
        io: "input",
        override: ({ jsonSchema }) => tidy(jsonSchema),
      });
      const { $schema, ...rest } = json;
      const text = `${JSON.stringify({ $schema, title, ...rest }, null, 2)}\n`;
      return { path: `${version}/${kind}.json`, text };
    }),
  );
}

/** Leaves out what says nothing: JavaScript's largest integer, the pattern of a known format. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.format !== undefined) delete schema.pattern;
}

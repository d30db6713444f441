import assert from "node:assert/strict";
import type { z } from "zod";

/**
 * A document from its JSON. Its schema takes it and names every field of it: parsing leaves out
 * what it does not name.
 */
export function conforming<T extends z.ZodType>(schema: T, json: string): z.output<T> {
  const document: unknown = JSON.parse(json);
  const parsed = schema.parse(document);
  assert.deepEqual(document, parsed);
  return parsed;
}

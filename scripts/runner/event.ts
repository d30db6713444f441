import { z } from "zod";

/** What `event-lines.js` tells of a test file while it runs, one line each. */
const eventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("began"), name: z.string(), nesting: z.number() }),
  z.object({
    type: z.literal("ended"),
    name: z.string(),
    nesting: z.number(),
    isSuite: z.boolean(),
    durationMs: z.number(),
    /** Why it did not run; null when it did. */
    skipped: z.string().nullable(),
    /** `kind` as node:test calls it: `subtestsFailed` is no failure of its own. */
    error: z.object({ kind: z.string(), text: z.string() }).nullable(),
  }),
]);
export type TestEvent = z.infer<typeof eventSchema>;
export type EndedEvent = Extract<TestEvent, { type: "ended" }>;

/** Tells events from what tests print. */
const mark = "\u001e";

/** @returns null for a line that a test printed */
export function parseEvent(line: string): TestEvent | null {
  const at = line.indexOf(mark);
  // A test may have printed words without an end of line before it.
  return at === -1 ? null : eventSchema.parse(JSON.parse(line.slice(at + mark.length)));
}

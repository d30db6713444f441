/**
 * A reporter for `node --test-reporter`: what happens in a test file, at once, an event per line,
 * as `event.ts` reads it. It runs in the process of the tests, without a compiler.
 */
export default async function* eventLines(events) {
  for await (const { type, data } of events) {
    const event = type === "test:dequeue" ? began(data) : type === "test:complete" && ended(data);
    if (event) yield `\u001e${JSON.stringify(event)}\n`;
  }
}

function began({ name, nesting }) {
  return { type: "began", name, nesting };
}

function ended({ name, nesting, skip, todo, details }) {
  const { passed, duration_ms: durationMs, error, type } = details;
  const isSuite = type === "suite";
  const head = { type: "ended", name, nesting, isSuite, durationMs, skipped: reason(skip, todo) };
  if (passed !== false && error === undefined) return { ...head, error: null };
  return { ...head, error: { kind: error?.failureType ?? "", text: explanation(error) } };
}

/** null: it ran. */
function reason(skip, todo) {
  const [why, fallback] =
    skip === undefined || skip === false ? [todo, "to do"] : [skip, "skipped"];
  if (why === undefined || why === false) return null;
  return typeof why === "string" && why !== "" ? why : fallback;
}

/** node:test wraps what the test threw; the stack of that one names the line. */
function explanation(error) {
  const cause = error?.cause instanceof Error ? error.cause : error;
  const stack = cause?.stack ?? String(error?.cause ?? error?.message ?? "no explanation");
  return stack.replace(/\n\s+at .*node:internal.*|\n\s+at .*node:async_hooks.*/g, "");
}

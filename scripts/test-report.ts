import { relative } from "node:path";
import type { Writable } from "node:stream";
import type { TestEvent } from "node:test/reporters";

export interface Counts {
  passed: number;
  failed: number;
  readonly skipped: Skipped[];
}

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

/** Counts the events of node:test and writes what a person wants to see: what went wrong. */
export async function follow(
  events: AsyncIterable<TestEvent>,
  counts: Counts,
  out: Writable,
): Promise<void> {
  for await (const event of events) {
    if (event.type === "test:pass") pass(event.data, counts);
    else if (event.type === "test:fail") fail(event.data, counts, out);
    else if (event.type === "test:stderr") out.write(event.data.message);
  }
}

type PassData = Extract<TestEvent, { type: "test:pass" }>["data"];
type FailData = Extract<TestEvent, { type: "test:fail" }>["data"];

function pass(data: PassData, counts: Counts): void {
  // A suite is a heading; a file without tests is reported by its path.
  if (data.details.type === "suite") return;
  const { skip, todo } = data;
  if (skip !== undefined && skip !== false) skipped(data.name, skip, "skipped", counts);
  else if (todo !== undefined && todo !== false) skipped(data.name, todo, "to do", counts);
  else counts.passed += 1;
}

function skipped(name: string, why: string | boolean, fallback: string, counts: Counts): void {
  counts.skipped.push({ name, reason: typeof why === "string" && why !== "" ? why : fallback });
}

function fail(data: FailData, counts: Counts, out: Writable): void {
  const { error } = data.details;
  // A parent fails because a child did: the child has been counted and shown.
  if (failureType(error) === "subtestsFailed") return;
  counts.failed += 1;
  const where = data.file === undefined ? "" : `${relative(".", data.file)}: `;
  out.write(`✘ ${where}${data.name} (${data.details.duration_ms.toFixed(0)} ms)\n`);
  out.write(`${indented(explanation(error))}\n`);
}

function failureType(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("failureType" in error)) return undefined;
  return String(error.failureType);
}

/** node:test wraps what the test threw; the stack of that one names the line. */
function explanation(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  const stack = cause.stack ?? String(error.cause ?? error.message);
  return stack.replace(/\n\s+at .*node:internal.*|\n\s+at .*node:async_hooks.*/g, "");
}

const maxLines = 40;

function indented(text: string): string {
  const lines = text.split("\n");
  const shown = lines.slice(0, maxLines).map((line) => `    ${line}`);
  const rest = lines.length - shown.length;
  return (rest > 0 ? [...shown, `    … ${rest} more lines`] : shown).join("\n");
}

/** Reasons of skipped tests, then the line that CI reads. */
export function summary({ passed, failed, skipped: left }: Counts): string {
  const byReason = new Map<string, number>();
  for (const { reason } of left) byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
  const reasons = [...byReason].map(([reason, count]) => `skipped ${count}: ${reason}`);
  const line = `${passed} passed, ${failed} failed, ${left.length} skipped`;
  return [...reasons, line].join("\n");
}

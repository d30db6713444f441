import { appendFileSync, readFileSync } from "node:fs";

/**
 * What a lab made, written before it is made, so that whatever kills `up` leaves a list of what to
 * take down. One JSON object per line; a last line cut short by a kill is dropped.
 */
export type JournalEntry =
  | { readonly kind: "netns"; readonly name: string }
  /** Written before a program starts: it may exist without `started` after a kill between both. */
  | { readonly kind: "starting"; readonly name: string }
  | {
      readonly kind: "started";
      readonly name: string;
      readonly pid: number;
      /** Field 22 of /proc/PID/stat: tells a process from a later one with the same id. */
      readonly startTick: number;
    }
  /** The lab was complete. */
  | { readonly kind: "ready" };

export function appendJournal(path: string, entry: JournalEntry): void {
  appendFileSync(path, `${JSON.stringify(entry)}\n`);
}

/** An absent file is an empty journal. */
export function readJournal(path: string): JournalEntry[] {
  try {
    return parseJournal(readFileSync(path, "utf8"));
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT") return [];
    throw thrown;
  }
}

export function parseJournal(text: string): JournalEntry[] {
  const entries: JournalEntry[] = [];
  for (const line of text.split("\n")) {
    const entry = parseLine(line);
    if (entry !== undefined) entries.push(entry);
  }
  return entries;
}

/** The newest `started` entry of each program. */
export function startedProcesses(entries: readonly JournalEntry[]): StartedEntry[] {
  const newest = new Map<string, StartedEntry>();
  for (const entry of entries) if (entry.kind === "started") newest.set(entry.name, entry);
  return [...newest.values()];
}

export type StartedEntry = Extract<JournalEntry, { kind: "started" }>;

function parseLine(line: string): JournalEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // cut by a kill, or empty
  }
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  if (value.kind === "ready") return { kind: "ready" };
  if (!("name" in value) || typeof value.name !== "string") return undefined;
  const { name } = value;
  if (value.kind === "netns" || value.kind === "starting") return { kind: value.kind, name };
  if (value.kind !== "started" || !("pid" in value) || !("startTick" in value)) return undefined;
  const { pid, startTick } = value;
  if (typeof pid !== "number" || typeof startTick !== "number") return undefined;
  return { kind: "started", name, pid, startTick };
}

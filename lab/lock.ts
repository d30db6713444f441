import { linkSync, mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { LabError } from "./errors.ts";
import type { LabPaths } from "./names.ts";
import { isAlive, processFacts } from "./processes/proc.ts";

/** Who holds a lab: a verb that changes it. */
interface Holder {
  readonly pid: number;
  readonly startTick: number;
  readonly verb: string;
}

/**
 * Keeps two verbs from changing one lab at once. The lock of a process that is gone counts for
 * nothing.
 *
 * @returns what gives the lock back
 * @throws {LabError} LOCKED
 */
export function takeLock(paths: LabPaths, verb: string): () => void {
  const { pid } = process;
  const own: Holder = { pid, startTick: processFacts(pid)?.startTick ?? 0, verb };
  const draft = `${paths.lock}.${pid}`;
  writeIn(paths.root, draft, JSON.stringify(own));
  try {
    // A hard link fails when the name exists: the lock appears whole or not at all.
    if (!linked(draft, paths.lock)) {
      const holder = readHolder(paths.lock);
      if (holder !== undefined && isAlive(holder.pid, holder.startTick)) throw locked(holder);
      rmSync(paths.lock, { force: true });
      if (!linked(draft, paths.lock)) throw locked(readHolder(paths.lock) ?? own);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => {
    rmSync(paths.lock, { force: true });
    removeIfEmpty(paths.root);
  };
}

/** Another lab that goes down takes the folder away while it is empty: then it is made again. */
function writeIn(folder: string, path: string, text: string): void {
  for (let triesLeft = 1_000; ; triesLeft -= 1) {
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(path, text);
      return;
    } catch (thrown) {
      const isGone = thrown instanceof Error && "code" in thrown && thrown.code === "ENOENT";
      if (!isGone || triesLeft === 0) throw thrown;
    }
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST") return false;
    throw thrown;
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value !== "object" || value === null) return undefined;
    if (!("pid" in value) || !("startTick" in value) || !("verb" in value)) return undefined;
    const { pid, startTick, verb } = value;
    if (typeof pid !== "number" || typeof startTick !== "number") return undefined;
    return { pid, startTick, verb: String(verb) };
  } catch {
    return undefined; // given back meanwhile
  }
}

function locked(holder: Holder): LabError {
  const message =
    `Cannot change the lab: "${holder.verb}" (process ${holder.pid}) is at it; ` +
    "wait for its end and try again";
  return new LabError({ code: "LOCKED", pid: holder.pid, verb: holder.verb }, message);
}

/** Other labs may live next to this one. */
function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // not empty, or gone
  }
}

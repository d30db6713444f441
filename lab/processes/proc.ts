import { readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";

/** Facts about processes from /proc (proc(5)). A process that is gone is `undefined`. */

export interface ProcessFacts {
  readonly pid: number;
  /** `R`, `S`, `T` (stopped), `Z` (zombie), … */
  readonly state: string;
  /** Field 22 of /proc/PID/stat: with the id it names one process for ever. */
  readonly startTick: number;
}

export function processFacts(pid: number): ProcessFacts | undefined {
  const text = readText(`/proc/${pid}/stat`);
  if (text === undefined) return undefined;
  // The name in parentheses may hold anything, so fields are counted after the last ")".
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state = "", startTick] = [fields[0], Number(fields[19])];
  return { pid, state, startTick };
}

/** Still the same process, and not a zombie that waits to be reaped. */
export function isAlive(pid: number, startTick: number): boolean {
  const facts = processFacts(pid);
  return facts !== undefined && facts.startTick === startTick && !/[ZX]/.test(facts.state);
}

/** Identity of the network namespace of a process: the inode behind /proc/PID/ns/net. */
export function netnsInodeOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`).replace(/\D/g, "");
  } catch {
    return undefined;
  }
}

/** Identity of a named network namespace; undefined when there is none of that name. */
export function netnsInode(path: string): string | undefined {
  try {
    return String(statSync(path).ino);
  } catch {
    return undefined;
  }
}

/** Whether a TCP socket listens on a port in the network namespace of a process. */
export function isListening(pid: number, port: number): boolean {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  // "  sl  local_address rem_address   st …": 0A is TCP_LISTEN (include/net/tcp_states.h).
  const listening = new RegExp(`^ *\\d+: [0-9A-F]+:${hex} [0-9A-F]+:0000 0A `, "m");
  return ["tcp", "tcp6"].some((table) =>
    listening.test(readText(`/proc/${pid}/net/${table}`) ?? ""),
  );
}

export function allPids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

export function environmentOf(pid: number): readonly string[] {
  return readText(`/proc/${pid}/environ`)?.split("\0") ?? [];
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // gone between two looks
  }
}

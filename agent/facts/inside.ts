import { readFile } from "node:fs/promises";
import { ExecError, inNetns, run } from "../../lib/exec.ts";
import type { Netns } from "../ports/netns-list.ts";

/** Long enough for a ruleset of thousands of rules, short for a person waiting. */
const timeoutMs = 2_000;

/** @param netns null for the agent's own namespace, which is the node's. */
export function inside(netns: Netns | null, argv: readonly string[]): readonly string[] {
  return netns === null ? argv : inNetns(netns.path, argv);
}

/** Runs a program that only reads, in a namespace, and gives what it prints. @throws {ExecError} */
export async function ask(
  netns: Netns | null,
  argv: readonly string[],
  signal: AbortSignal,
  maxBytes = 1024 * 1024,
): Promise<string> {
  return (await run(inside(netns, argv), { timeoutMs, maxBytes, signal })).stdout;
}

/**
 * A file of /proc/net as the namespace has it: through a process that is in it, or through one that
 * is started there.
 *
 * @param name "snmp", "netstat" …
 * @throws {ExecError | Error} when there is no such file.
 */
export async function readNetFile(
  netns: Netns | null,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  if (netns === null) return readFile(`/proc/net/${name}`, "utf8");
  if (netns.pid !== null) {
    const text = await readFile(`/proc/${netns.pid}/net/${name}`, "utf8").catch(() => null);
    if (text !== null) return text;
  }
  return ask(netns, ["cat", `/proc/net/${name}`], signal);
}

/** The program is not installed: nsenter(1) then ends with 127, as a shell does. */
export function isMissing(thrown: unknown): boolean {
  if (!(thrown instanceof ExecError)) return false;
  const { type } = thrown;
  return type.code === "NOT_FOUND" || (type.code === "FAILED" && type.exitCode === 127);
}

import { readFile } from "node:fs/promises";
import { inNetns, run } from "../../lib/exec.ts";
import type { Netns } from "../ports/netns-list.ts";

/**
 * A file of /proc/net as the namespace has it: through a process that is in it, or through one that
 * is started there.
 *
 * @param name "snmp", "netstat" …
 * @throws {ExecError} when there is no such file.
 */
export async function readNetFile(
  netns: Netns,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  if (netns.pid !== null) {
    const text = await readFile(`/proc/${netns.pid}/net/${name}`, "utf8").catch(() => null);
    if (text !== null) return text;
  }
  const vector = inNetns(netns.path, ["cat", `/proc/net/${name}`]);
  const { stdout } = await run(vector, { timeoutMs: 2_000, maxBytes: 1024 * 1024, signal });
  return stdout;
}

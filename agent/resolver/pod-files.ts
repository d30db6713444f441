import { open, stat } from "node:fs/promises";
import { messageOf } from "../../lib/errors.ts";

/** A pod's file, or why it cannot be read. */
export type PodFile =
  | { readonly text: string; readonly reason: null }
  | { readonly text: null; readonly reason: string };

const maxBytes = 64 * 1024;

/** Reads a file of the mount namespace of a process. */
export async function readPodFile(pid: number, path: string): Promise<PodFile> {
  try {
    const file = await open(`/proc/${pid}/root${path}`, "r");
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
      return { text: buffer.subarray(0, bytesRead).toString("utf8"), reason: null };
    } finally {
      await file.close();
    }
  } catch (thrown) {
    return { text: null, reason: messageOf(thrown) };
  }
}

/**
 * Whether a process has a file of its own. A runtime gives each pod its own resolv.conf; the very
 * file of the node, or of this agent, is no pod's. Null when that cannot be seen.
 */
export async function hasOwnFile(pid: number, path: string): Promise<boolean | null> {
  const [its, node, ours] = await Promise.all(
    [`/proc/${pid}/root${path}`, `/proc/1/root${path}`, path].map(identity),
  );
  if (its === null || its === undefined) return null;
  return its !== node && its !== ours;
}

async function identity(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path);
    return `${dev}:${ino}`;
  } catch {
    return null; // not there, or not ours to see: the caller asks about another file's identity
  }
}

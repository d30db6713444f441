import type { Stats } from "node:fs";
import { stat } from "node:fs/promises";
import { messageOf } from "../../lib/errors.ts";
import { openInRoot, readInRoot } from "../../lib/open-in-root.ts";

/** A pod's file, or why it cannot be read. */
export type PodFile =
  | { readonly text: string; readonly reason: null }
  | { readonly text: null; readonly reason: string };

const maxBytes = 64 * 1024;

/** Reads a regular file of the mount namespace of a process; its links lead nowhere else. */
export async function readPodFile(pid: number, path: string): Promise<PodFile> {
  try {
    return { text: await readInRoot(`/proc/${pid}/root`, path, maxBytes), reason: null };
  } catch (thrown) {
    return { text: null, reason: messageOf(thrown) };
  }
}

/**
 * Whether a process has a file of its own. A runtime gives each pod its own resolv.conf; the very
 * file of the node, or of this agent, is no pod's. Null when that cannot be seen.
 */
export async function hasOwnFile(pid: number, path: string): Promise<boolean | null> {
  const [its, node, ours] = await Promise.all([
    identityInRoot(`/proc/${pid}/root`, path),
    identityInRoot("/proc/1/root", path),
    stat(path).then(identityOf, notSeen),
  ]);
  if (its === null) return null;
  return its !== node && its !== ours;
}

async function identityInRoot(root: string, path: string): Promise<string | null> {
  try {
    const file = await openInRoot(root, path);
    return await file
      .stat()
      .then(identityOf)
      .finally(() => file.close());
  } catch {
    return notSeen();
  }
}

function identityOf({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** Not there, or not ours to see: the caller asks about another file's identity. */
function notSeen(): null {
  return null;
}

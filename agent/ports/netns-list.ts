import { readdir, readlink, stat } from "node:fs/promises";
import { inParallel } from "../../lib/in-parallel.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";

/** One network namespace of the machine, other than the agent's own. */
export interface Netns {
  /** Number of the namespace in nsfs: equal for all paths of the same namespace. */
  readonly inode: number;
  /** A file that nsenter(1) takes: in a netns directory, else `/proc/<pid>/ns/net`. */
  readonly path: string;
  /** A process in it; null when none was seen (or processes are hidden from the agent). */
  readonly pid: number | null;
}

export const netnsLimits = {
  /** A node runs at most some hundred pods; more namespaces are not looked at, and that is said. */
  maxNetns: 1_024,
  maxProcesses: 65_536,
  parallel: 64,
} as const;

export interface NetnsList {
  readonly netns: readonly Netns[];
  readonly problems: readonly Reason[];
}

/** All namespaces that can be seen: of the directories, and of running processes. */
export async function listNetns(dirs: readonly string[]): Promise<NetnsList> {
  const own = (await netnsInode("/proc/self/ns/net")) ?? 0;
  const pids = await listProcesses();
  const pidOf = new Map(pids.map(({ inode, pid }) => [inode, pid]));
  const found = new Map<number, Netns>();
  for (const path of await listFiles(dirs)) {
    const inode = await netnsInode(path);
    if (inode === null || inode === own || found.has(inode)) continue;
    found.set(inode, { inode, path, pid: pidOf.get(inode) ?? null });
  }
  for (const { inode, pid } of pids) {
    if (inode === own || found.has(inode)) continue;
    found.set(inode, { inode, path: `/proc/${pid}/ns/net`, pid });
  }
  const all = [...found.values()];
  const left = all.length - netnsLimits.maxNetns;
  const problems = left > 0 ? [reason("NAMESPACES_TOO_MANY", { count: left })] : [];
  return { netns: all.slice(0, netnsLimits.maxNetns), problems };
}

/** The namespace that a path stands for; null when the path is no such file any more. */
export async function netnsInode(path: string): Promise<number | null> {
  try {
    return (await stat(path)).ino;
  } catch {
    return null; // gone, or not visible from here: the caller says which namespace is missing
  }
}

async function listFiles(dirs: readonly string[]): Promise<string[]> {
  const lists = dirs.map(async (dir) => {
    const names = await readdir(dir).catch((): string[] => []);
    return names.map((name) => `${dir}/${name}`);
  });
  return (await Promise.all(lists)).flat();
}

async function listProcesses(): Promise<{ inode: number; pid: number }[]> {
  const names = await readdir("/proc");
  const pids = names.filter((name) => /^\d+$/.test(name)).slice(0, netnsLimits.maxProcesses);
  const readOne = async (pid: string): Promise<{ inode: number; pid: number }[]> => {
    const target = await readlink(`/proc/${pid}/ns/net`).catch(() => "");
    const inode = /^net:\[(\d+)\]$/.exec(target)?.[1];
    return inode === undefined ? [] : [{ inode: Number(inode), pid: Number(pid) }];
  };
  const links = await inParallel(pids, readOne, netnsLimits.parallel);
  // In ascending order the last one set wins: keep the eldest process of each namespace.
  return links.flat().sort((a, b) => b.pid - a.pid);
}

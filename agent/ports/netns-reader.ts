import { inParallel } from "../../lib/in-parallel.ts";
import { type Reason, reason } from "../../proto/reasons/index.ts";
import { type LinkState, readLinks } from "./links.ts";
import { listNetns, type Netns, type NetnsList, netnsInode } from "./netns-list.ts";
import { readSysfsLink } from "./sysfs-link.ts";

/** A namespace with the interfaces in it. */
export interface OpenNetns {
  readonly netns: Netns;
  readonly links: readonly LinkState[];
}

export const netnsReaderLimits = {
  /** Listing walks /proc: questions that come together share one walk. */
  listMaxAgeMs: 500,
  /** Searching reads every namespace: a pod's interface does not change its address often. */
  scanMaxAgeMs: 2_000,
  /** Child processes at once. */
  parallel: 8,
} as const;

interface Aged<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

/** Reads interfaces in network namespaces, and searches all of them. */
export class NetnsReader {
  readonly #dirs: readonly string[];
  #list: Aged<NetnsList> | null = null;
  readonly #scanned = new Map<number, Aged<readonly LinkState[]>>();

  constructor(dirs: readonly string[]) {
    this.#dirs = dirs;
  }

  list(): Promise<NetnsList> {
    if (!isFresh(this.#list, netnsReaderLimits.listMaxAgeMs)) {
      this.#list = { at: performance.now(), value: listNetns(this.#dirs) };
    }
    return this.#list.value;
  }

  /** The namespace of a path, as `pod_netns` gives it; null when it is there no more. */
  async open(path: string, signal: AbortSignal): Promise<OpenNetns | null> {
    const inode = await netnsInode(path);
    if (inode === null) return null;
    const known = (await this.list()).netns.find((netns) => netns.inode === inode);
    const netns = { inode, path, pid: known?.pid ?? null };
    return { netns, links: await this.links(netns, signal) };
  }

  /**
   * Interfaces as they are now; those of sysfs where the namespace may not be entered.
   *
   * @throws {ExecError | IpJsonError} when neither way shows any.
   */
  async links(netns: Netns, signal: AbortSignal): Promise<readonly LinkState[]> {
    try {
      return await readLinks(netns.path, signal);
    } catch (thrown) {
      const link = netns.pid === null ? null : await readSysfsLink(netns.pid, "eth0");
      if (link === null || link.peerIfindex === link.ifindex) throw thrown;
      return [link];
    }
  }

  /** All namespaces that `isWanted` takes. Those that cannot be read are told in `problems`. */
  async search(
    isWanted: (open: OpenNetns) => boolean,
    signal: AbortSignal,
  ): Promise<{ readonly found: readonly OpenNetns[]; readonly problems: readonly Reason[] }> {
    const { netns: all, problems } = await this.list();
    this.#forgetAllBut(new Set(all.map(({ inode }) => inode)));
    let unread = 0;
    const open = async (netns: Netns): Promise<OpenNetns[]> => {
      if (signal.aborted) return [];
      try {
        return [{ netns, links: await this.#scannedLinks(netns, signal) }];
      } catch {
        unread += 1;
        return [];
      }
    };
    const opened = await inParallel(all, open, netnsReaderLimits.parallel);
    const skipped = unread > 0 ? [reason("NAMESPACES_UNREAD", { count: unread })] : [];
    return { found: opened.flat().filter(isWanted), problems: [...problems, ...skipped] };
  }

  #scannedLinks(netns: Netns, signal: AbortSignal): Promise<readonly LinkState[]> {
    const known = this.#scanned.get(netns.inode) ?? null;
    if (isFresh(known, netnsReaderLimits.scanMaxAgeMs)) return known.value;
    const value = this.links(netns, signal);
    this.#scanned.set(netns.inode, { at: performance.now(), value });
    value.catch(() => this.#scanned.delete(netns.inode)); // a failure is not remembered
    return value;
  }

  #forgetAllBut(inodes: ReadonlySet<number>): void {
    for (const inode of this.#scanned.keys()) {
      if (!inodes.has(inode)) this.#scanned.delete(inode);
    }
  }
}

function isFresh<T>(aged: Aged<T> | null, maxAgeMs: number): aged is Aged<T> {
  return aged !== null && performance.now() - aged.at < maxAgeMs;
}

import { type FSWatcher, watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import type { SourceHealth } from "../health.ts";
import { listManifests, type ManifestFile } from "./manifest-folder.ts";
import { type ManifestContents, type ManifestProblem, readManifest } from "./manifest-reader.ts";
import type { KubernetesObject } from "./objects.ts";
import { objectKey } from "./objects.ts";
import type { KubernetesSource } from "./source.ts";
import type { KubernetesObjects } from "./store.ts";

export interface ManifestOptions {
  /** Milliseconds that changes of the folder are gathered before it is read again. */
  readonly debounceMs?: number;
  /** Milliseconds between scans that do not wait for a notification (network file systems). */
  readonly rescanMs?: number;
  readonly maxFiles?: number;
  readonly maxFileBytes?: number;
}

export const defaultManifestOptions = {
  debounceMs: 50,
  rescanMs: 2_000,
  maxFiles: 10_000,
  maxFileBytes: 16 * 1024 * 1024,
} as const;

interface LoadedFile extends ManifestContents {
  readonly version: string;
}

/**
 * Kubernetes objects from a folder of manifests, followed as it changes. What is broken is reported
 * with its file and line, and the last good version of the objects in that file is kept.
 */
export class ManifestSource implements KubernetesSource {
  readonly #folder: string;
  readonly #target: KubernetesObjects;
  readonly #options: Required<ManifestOptions>;
  readonly #files = new Map<string, LoadedFile>();
  readonly #published = new Map<string, KubernetesObject>();
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  #dueAt = 0;
  #scanning: Promise<void> | null = null;
  #isClosed = false;
  #problems: readonly ManifestProblem[] = [];
  #status: Pick<SourceHealth, "status" | "since" | "reason"> = {
    status: "connecting",
    since: new Date(),
    reason: reason("NOT_READ_YET", {}),
  };

  constructor(folder: string, target: KubernetesObjects, options: ManifestOptions = {}) {
    this.#folder = folder;
    this.#target = target;
    this.#options = { ...defaultManifestOptions, ...options };
  }

  get health(): SourceHealth {
    return { name: "kubernetes", ...this.#status };
  }

  /** A folder tells no kinds apart: what is missing may be in the file that cannot be read. */
  isComplete(): boolean {
    return this.#status.status === "ok";
  }

  /** What could not be read, sorted by file. */
  get problems(): readonly ManifestProblem[] {
    return this.#problems;
  }

  /** Reads the folder once and goes on following it. Never fails: see `health`. */
  async start(): Promise<void> {
    await this.rescan();
    this.#schedule(this.#options.rescanMs);
  }

  /** Reads what has changed since the last time. */
  rescan(): Promise<void> {
    this.#scanning ??= this.#scan().finally(() => {
      this.#scanning = null;
    });
    return this.#scanning;
  }

  /** Ends the watch and all timers. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#watcher = null;
    await this.#scanning;
  }

  /** Of two appointments the earlier one is kept: a change must not wait for the periodic scan. */
  #schedule(delayMs: number): void {
    const dueAt = Date.now() + delayMs;
    if (this.#isClosed || (this.#timer !== null && this.#dueAt <= dueAt)) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      void this.rescan().then(() => this.#schedule(this.#options.rescanMs));
    }, delayMs);
  }

  async #scan(): Promise<void> {
    this.#watch();
    try {
      const files = await listManifests(this.#folder, this.#options.maxFiles);
      for (const name of [...this.#files.keys()]) {
        if (!files.has(name)) this.#files.delete(name);
      }
      for (const [name, file] of files) {
        if (this.#isClosed) return;
        if (this.#files.get(name)?.version !== file.version) await this.#load(name, file);
      }
      this.#publish();
    } catch (thrown) {
      const args = { folder: this.#folder, why: reasonOf(thrown) };
      this.#setStatus("failed", reason("MANIFESTS_UNREADABLE", args));
    }
  }

  async #load(name: string, file: ManifestFile): Promise<void> {
    const contents = await this.#read(name, file);
    const before = this.#files.get(name)?.objects ?? [];
    this.#files.set(name, { ...keepLastGood(contents, before), version: file.version });
  }

  async #read(name: string, file: ManifestFile): Promise<ManifestContents> {
    if (file.bytes > this.#options.maxFileBytes) {
      const args = { bytes: file.bytes, maxBytes: this.#options.maxFileBytes };
      const why = reason("MANIFEST_TOO_LARGE", args);
      return { objects: [], problems: [{ file: name, line: 1, why }] };
    }
    try {
      return readManifest(name, await readFile(file.path, "utf8"));
    } catch (thrown) {
      const why = reason("MANIFEST_UNREADABLE", { why: reasonOf(thrown) });
      return { objects: [], problems: [{ file: name, line: 1, why }] };
    }
  }

  /** Brings the store to what the files say; of an object in two files the first file counts. */
  #publish(): void {
    const wanted = new Map<string, KubernetesObject>();
    const problems: ManifestProblem[] = [];
    for (const [name, file] of [...this.#files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      problems.push(...file.problems);
      for (const object of file.objects) {
        const key = `${object.kind} ${objectKey(object)}`;
        if (wanted.has(key)) {
          const why = reason("OBJECT_IN_OTHER_FILE", { object: key });
          problems.push({ file: name, line: 1, why });
        } else wanted.set(key, object);
      }
    }
    for (const [key, object] of this.#published) {
      if (wanted.has(key)) continue;
      this.#target.remove(object.kind, objectKey(object));
      this.#published.delete(key);
    }
    for (const [key, object] of wanted) {
      if (this.#published.get(key) === object) continue;
      this.#target.put(object);
      this.#published.set(key, object);
    }
    this.#problems = problems;
    const [first] = problems;
    if (first === undefined) this.#setStatus("ok", null);
    else {
      const more = problems.length - 1;
      this.#setStatus("failed", reason("MANIFEST_PROBLEM", { ...first, more }));
    }
  }

  #watch(): void {
    if (this.#watcher !== null || this.#isClosed) return;
    try {
      const watcher = watch(this.#folder, () => this.#schedule(this.#options.debounceMs));
      watcher.on("error", () => this.#unwatch(watcher));
      this.#watcher = watcher;
    } catch {
      // The folder is not there yet, or watches are used up: the periodic scan finds changes too.
    }
  }

  #unwatch(watcher: FSWatcher): void {
    watcher.close();
    if (this.#watcher === watcher) this.#watcher = null;
  }

  #setStatus(status: SourceHealth["status"], why: Reason | null): void {
    const since = status === this.#status.status ? this.#status.since : new Date();
    this.#status = { status, reason: why, since };
  }
}

/** Of a file with problems, the objects that are gone may be the broken ones: they stay. */
function keepLastGood(
  contents: ManifestContents,
  before: readonly KubernetesObject[],
): ManifestContents {
  if (contents.problems.length === 0) return contents;
  const keys = new Set(contents.objects.map((object) => `${object.kind} ${objectKey(object)}`));
  const kept = before.filter((object) => !keys.has(`${object.kind} ${objectKey(object)}`));
  return { ...contents, objects: [...contents.objects, ...kept] };
}

import type { TraceDaemon } from "./trace-daemon.ts";

interface Held {
  readonly revision: number;
  readonly daemon: Promise<TraceDaemon>;
  isStarting: boolean;
}

export interface SnapshotOptions {
  /** See `Southbound.tracedRevision`. */
  readonly revision: () => number | null;
  readonly start: () => Promise<TraceDaemon>;
  /** Milliseconds without a question after which the daemon ends: it holds the southbound. */
  readonly idleMs: number;
}

/**
 * The daemon of one connection state, replaced when the southbound has changed since it read it.
 *
 * At most one starts at a time. Who comes while one starts whose southbound has changed since waits
 * for it and shares the next, so that a southbound in constant change costs one reading after
 * another and never several at once.
 */
export class Snapshot {
  readonly #options: SnapshotOptions;
  readonly #ending = new Set<Promise<void>>();
  #held: Held | null = null;
  #idle: NodeJS.Timeout | null = null;
  #isClosed = false;
  started = 0;

  constructor(options: SnapshotOptions) {
    this.#options = options;
  }

  /**
   * A daemon that has read the southbound as it is now; null when nobody knows how it is now.
   *
   * @throws {ExecError} why it could not be started.
   */
  async daemon(): Promise<TraceDaemon | null> {
    this.#restartIdleTimer();
    for (;;) {
      const revision = this.#options.revision();
      if (revision === null || this.#isClosed) return null;
      const held = this.#held;
      if (held === null) return this.#replace(revision);
      if (held.revision === revision) {
        // It reads what was there when we came, or newer, like one that is started now.
        const daemon = await held.daemon;
        if (daemon.isUsable) return daemon;
        if (this.#held === held) return this.#replace(revision);
      } else if (held.isStarting) {
        await held.daemon.catch(() => {}); // whoever started it hears why it failed
      } else {
        return this.#replace(revision);
      }
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#retire();
    await Promise.all(this.#ending);
  }

  #replace(revision: number): Promise<TraceDaemon> {
    this.started += 1;
    const held: Held = { revision, daemon: this.#options.start(), isStarting: true };
    // The one before ends afterwards: somebody waits for the new one.
    this.#retire(held.daemon);
    this.#held = held;
    held.daemon.then(
      () => {
        held.isStarting = false;
      },
      () => {
        if (this.#held === held) this.#held = null;
      },
    );
    return held.daemon;
  }

  #retire(successor: Promise<unknown> = Promise.resolve()): void {
    const held = this.#held;
    this.#held = null;
    if (held === null) return;
    const ending: Promise<void> = Promise.allSettled([successor])
      .then(() => held.daemon)
      .then((daemon) => daemon.end())
      .catch(() => {}) // it never started
      .finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #restartIdleTimer(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#retire(), this.#options.idleMs).unref();
  }
}

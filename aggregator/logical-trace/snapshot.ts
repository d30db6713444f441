import { beforeAbort } from "../../lib/before-abort.ts";
import { deadline } from "../../lib/deadline.ts";

/** What reads the southbound once: a `TraceDaemon`. */
interface Reader {
  readonly isUsable: boolean;
  end(): Promise<void>;
}

interface Held<Daemon> {
  /** What it has read is at least as new. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly daemon: Promise<Daemon>;
  readonly starting: AbortController;
  isStarting: boolean;
}

export interface SnapshotOptions<Daemon> {
  /** See `Southbound.tracedRevision`. */
  readonly revision: () => number | null;
  /** @param signal aborts when the start is not wanted any more: it then rejects soon. */
  readonly start: (signal: AbortSignal) => Promise<Daemon>;
  /** Milliseconds without a question after which the daemon ends: it holds the southbound. */
  readonly idleMs: number;
}

/** A start takes so much longer than the one before before it counts as late. */
const margin = 1.25;

/**
 * The daemon of one connection state, replaced when the southbound has changed since it read it.
 *
 * At most one starts at a time. Who comes while one starts whose southbound has changed since waits
 * for it and shares the next, if there is time for that: so a southbound in constant change costs
 * one reading after another, and a question no more than the one that it needs anyway.
 */
export class Snapshot<Daemon extends Reader> {
  readonly #options: SnapshotOptions<Daemon>;
  readonly #ending = new Set<Promise<void>>();
  #held: Held<Daemon> | null = null;
  #idle: NodeJS.Timeout | null = null;
  #isClosed = false;
  /** Milliseconds that the last start took; null before the first. */
  #startMs: number | null = null;
  started = 0;

  constructor(options: SnapshotOptions<Daemon>) {
    this.#options = options;
  }

  /**
   * A daemon that has read the southbound as it is now, or later. Null when one of the question's
   * own is better: nobody knows how it is now, or the next daemon would be late.
   *
   * @param endsAt when the question must be answered, in milliseconds since 1970.
   * @throws {ExecError} why it could not be started.
   */
  async daemon(endsAt: number): Promise<Daemon | null> {
    this.#restartIdleTimer();
    const arrivedAt = this.#options.revision();
    if (arrivedAt === null) return null;
    while (!this.#isClosed) {
      const held = this.#held;
      const isStale = held !== null && held.revision < arrivedAt;
      if (isStale && held.isStarting) {
        if (await this.#outwait(held, endsAt)) continue;
        return null;
      }
      const fit = held === null || isStale ? this.#replace() : held;
      if (fit === null) return null;
      const daemon = await this.#started(fit);
      // One that has broken at its start would do so again: whoever asks it will see.
      if (daemon === null || daemon.isUsable || fit !== held) return daemon;
      if (this.#held === held) this.#retire();
    }
    return null;
  }

  /** Ends what runs and what starts. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#held?.starting.abort();
    this.#retire();
    await Promise.all(this.#ending);
  }

  #replace(): Held<Daemon> | null {
    const revision = this.#options.revision();
    if (revision === null) return null;
    this.started += 1;
    const starting = new AbortController();
    const startedAt = Date.now();
    const daemon = this.#options.start(starting.signal);
    const held: Held<Daemon> = { revision, startedAt, daemon, starting, isStarting: true };
    // The one before ends afterwards: somebody waits for the new one.
    this.#retire(daemon);
    this.#held = held;
    daemon.then(
      () => {
        held.isStarting = false;
        this.#startMs = Date.now() - startedAt;
      },
      () => {
        if (this.#held === held) this.#held = null;
      },
    );
    return held;
  }

  /** Null when it was ended before it had started. */
  async #started(held: Held<Daemon>): Promise<Daemon | null> {
    try {
      return await held.daemon;
    } catch (thrown) {
      if (this.#isClosed) return null;
      throw thrown;
    }
  }

  /**
   * Waits for a start whose southbound has changed since, while the time suffices for one more.
   *
   * @returns whether it has started, so that the next one can.
   */
  async #outwait(held: Held<Daemon>, endsAt: number): Promise<boolean> {
    if (this.#startMs === null) return false;
    const latest = endsAt - this.#startMs * margin;
    if (held.startedAt + this.#startMs > latest) return false;
    const wait = deadline(Math.max(0, latest - Date.now()), new AbortController().signal);
    const started = held.daemon.then(
      () => true,
      () => false, // whoever started it hears why
    );
    return (await beforeAbort(started, wait))?.value ?? false;
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

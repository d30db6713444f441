import { deadline } from "../../lib/deadline.ts";
import { isSameSoftware, type Software } from "../facts/software.ts";

export interface SoftwareWatchOptions {
  /** Asks the daemons; never throws. */
  readonly read: (signal: AbortSignal) => Promise<Software>;
  /** Calls after the Open_vSwitch database changed or was lost; returns how to stop that. */
  readonly onChange: (listener: () => void) => () => void;
  /** Between two looks after changes, and without any: a restart may change no row. */
  readonly settleMs?: number;
  readonly everyMs?: number;
}

/** ovs-vswitchd writes rows for seconds after its start; ovn-controller writes none at all. */
const defaults = { settleMs: 2_000, everyMs: 30_000 } as const;
/** Longer than a daemon's answer takes. */
const readTimeoutMs = 1_500;

/** Notices that Open vSwitch or OVN of the node came, went or changed while the agent runs. */
export class SoftwareWatch {
  readonly #options: Required<SoftwareWatchOptions>;
  readonly #listeners = new Set<(now: Software) => void>();
  #last: Software | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** When the next look is, by performance.now(). */
  #dueAt = 0;
  #isReading = false;
  /** Something changed while the daemons were asked. */
  #isStale = false;

  constructor(options: SoftwareWatchOptions) {
    this.#options = { ...defaults, ...options };
  }

  /** Looks until the signal ends it. */
  start(signal: AbortSignal): void {
    const unsubscribe = this.#options.onChange(() => this.#within(this.#options.settleMs, signal));
    signal.addEventListener("abort", () => {
      unsubscribe();
      if (this.#timer !== null) clearTimeout(this.#timer);
    });
    this.#within(this.#options.everyMs, signal);
  }

  /**
   * Calls the listener with what is found from now on, and at once where it is not what the caller
   * takes it for; returns how to stop that.
   */
  subscribe(known: Software, listener: (now: Software) => void): () => void {
    this.#listeners.add(listener);
    if (this.#last !== null && !isSameSoftware(this.#last, known)) listener(this.#last);
    this.#last ??= known;
    return () => this.#listeners.delete(listener);
  }

  /** The earlier of the look that is planned and one in so long. */
  #within(ms: number, signal: AbortSignal): void {
    this.#isStale ||= this.#isReading;
    if (signal.aborted || this.#isReading) return;
    const dueAt = performance.now() + ms;
    if (this.#timer !== null && this.#dueAt <= dueAt) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueAt = dueAt;
    this.#timer = setTimeout(() => void this.#look(signal), ms);
  }

  async #look(signal: AbortSignal): Promise<void> {
    this.#isReading = true;
    this.#isStale = false;
    const until = deadline(readTimeoutMs, signal);
    const now = await this.#options.read(until);
    this.#isReading = false;
    this.#timer = null;
    if (signal.aborted) return;
    if (this.#last === null || !isSameSoftware(this.#last, now)) {
      this.#last = now;
      for (const listener of this.#listeners) listener(now);
    }
    this.#within(this.#isStale ? this.#options.settleMs : this.#options.everyMs, signal);
  }
}

import PQueue from "p-queue";
import { TaplineError } from "./errors.ts";

export interface LimiterOptions {
  /** What is limited, for messages, plural. */
  readonly what: string;
  /** Tasks that run at a time. */
  readonly concurrency: number;
  /** Tasks that wait for a place; with 0 one more than `concurrency` is refused at once. */
  readonly maxWaiting: number;
}

/** Counted since the start, but for those that run and wait now. */
export interface LimiterCounts {
  readonly running: number;
  readonly waiting: number;
  readonly completed: number;
  readonly refused: number;
  /** Gave up while they waited. */
  readonly abandoned: number;
}

export type LimiterErrorType = {
  readonly code: "TOO_MANY_REQUESTS";
  readonly what: string;
  readonly limit: number;
};

/** There is no place for one more. */
export class LimiterError extends TaplineError<LimiterErrorType> {}

/** Runs so many tasks at a time; some more wait their turn, in order, and the rest is refused. */
export class Limiter {
  readonly #options: LimiterOptions;
  readonly #queue: PQueue;
  #completed = 0;
  #refused = 0;
  #abandoned = 0;

  constructor(options: LimiterOptions) {
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.concurrency });
  }

  get counts(): LimiterCounts {
    return {
      running: this.#queue.pending,
      waiting: this.#queue.size,
      completed: this.#completed,
      refused: this.#refused,
      abandoned: this.#abandoned,
    };
  }

  /** One more task has to wait for a place. */
  get hasToWait(): boolean {
    return this.#isFull && this.#options.maxWaiting > 0;
  }

  /**
   * Runs a task when there is a place. The signal ends the wait, not the task: a place is free
   * again when its task has ended, whatever became of the one who asked.
   *
   * @throws {LimiterError} TOO_MANY_REQUESTS, the signal's reason, and what the task throws.
   */
  async run<T>(task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#isFull && this.#queue.size >= this.#options.maxWaiting) throw this.#refusal();
    const wait = new AbortController();
    const giveUp = (): void => {
      this.#abandoned += 1;
      wait.abort(signal?.reason);
    };
    signal?.addEventListener("abort", giveUp, { once: true });
    const started = async (): Promise<T> => {
      signal?.removeEventListener("abort", giveUp);
      try {
        return await task();
      } finally {
        this.#completed += 1;
      }
    };
    return this.#queue.add(started, { signal: wait.signal });
  }

  /** Resolves when no task runs or waits. */
  whenIdle(): Promise<void> {
    return this.#queue.onIdle();
  }

  get #isFull(): boolean {
    return this.#queue.pending >= this.#options.concurrency;
  }

  #refusal(): LimiterError {
    this.#refused += 1;
    const { what, concurrency, maxWaiting } = this.#options;
    const state = maxWaiting === 0 ? "are running" : `are running and ${maxWaiting} wait`;
    const message = `Cannot start: ${concurrency} ${what} ${state}, the limit; try later`;
    return new LimiterError({ code: "TOO_MANY_REQUESTS", what, limit: concurrency }, message);
  }
}

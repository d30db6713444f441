import { ApiError } from "./api-error.ts";

/** Lets a number of calls run at a time; one more is refused, never queued. */
export class ConcurrencyLimit {
  readonly #what: string;
  readonly #limit: number;
  readonly #waiters: (() => void)[] = [];
  #running = 0;
  #refused = 0;

  /** `what` names the calls in messages, plural. */
  constructor(what: string, limit: number) {
    this.#what = what;
    this.#limit = limit;
  }

  /** Calls that were refused since the start. */
  get refused(): number {
    return this.#refused;
  }

  /** @throws {ApiError} TOO_MANY_REQUESTS, and what the call throws. */
  async run<T>(call: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#limit) {
      this.#refused += 1;
      const what = this.#what;
      const message = `Cannot start: ${this.#limit} ${what} are running, the limit; try later`;
      throw new ApiError({ code: "TOO_MANY_REQUESTS", what, limit: this.#limit }, message);
    }
    this.#running += 1;
    try {
      return await call();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) for (const wake of this.#waiters.splice(0)) wake();
    }
  }

  /** Resolves when no call runs. */
  whenIdle(): Promise<void> {
    if (this.#running === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push(resolve));
  }
}

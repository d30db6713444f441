/** Enough heartbeats that one came without delay, few enough to follow a clock that is set. */
const windowLength = 16;

/**
 * Estimates how far the agent's clock is ahead of ours from messages that carry its time.
 *
 * A message is sent at agent time `sent` and arrives `delay` later, so `sent - arrived` is the
 * offset minus the delay. Delay is never negative: the largest of the last samples is the nearest.
 */
export class ClockOffset {
  readonly #samples: number[] = [];

  /** Both in milliseconds since 1970; a time of 0 or less was not told. */
  add(sentMs: number, arrivedMs: number): void {
    if (!(sentMs > 0)) return;
    this.#samples.push(sentMs - arrivedMs);
    if (this.#samples.length > windowLength) this.#samples.shift();
  }

  /** 0 while nothing is known. */
  get milliseconds(): number {
    return this.#samples.length === 0 ? 0 : Math.max(...this.#samples);
  }
}

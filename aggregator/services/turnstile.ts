/**
 * Lets so many through at a time; the others wait in line.
 *
 * A diagnosis starts dozens of programs on two nodes. Were many made at once, each of them would
 * time out: they take their turn instead, within the time that each has.
 */
export class Turnstile {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** Who comes now has to wait. */
  get isFull(): boolean {
    return this.#free === 0;
  }

  /**
   * Gives a place, to be given back by calling what this resolves to.
   *
   * @throws {unknown} the signal's reason, when it comes before the place.
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#inLine(signal);
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }

  #inLine(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const proceed = (): void => {
        signal.removeEventListener("abort", leave);
        resolve();
      };
      const leave = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(proceed), 1);
        reject(signal.reason);
      };
      this.#waiting.push(proceed);
      signal.addEventListener("abort", leave, { once: true });
    });
  }
}

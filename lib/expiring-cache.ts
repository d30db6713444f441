/** Counted since the start. */
export interface CacheCounts {
  readonly entries: number;
  readonly hits: number;
  readonly misses: number;
  /** Made room for others before their time. */
  readonly evicted: number;
}

/** What was learnt and holds for a while: so many entries, of which the oldest makes room. */
export class ExpiringCache<Value> {
  readonly #maxEntries: number;
  /** In the order in which they were put in; times in milliseconds of performance.now(). */
  readonly #entries = new Map<string, { readonly value: Value; readonly untilMs: number }>();
  #hits = 0;
  #misses = 0;
  #evicted = 0;

  constructor(maxEntries: number) {
    this.#maxEntries = maxEntries;
  }

  get counts(): CacheCounts {
    const [hits, misses, evicted] = [this.#hits, this.#misses, this.#evicted];
    return { entries: this.#entries.size, hits, misses, evicted };
  }

  /** Undefined for what is not there, or no longer. */
  get(key: string): Value | undefined {
    const found = this.#entries.get(key);
    if (found !== undefined && performance.now() < found.untilMs) {
      this.#hits += 1;
      return found.value;
    }
    if (found !== undefined) this.#entries.delete(key);
    this.#misses += 1;
    return undefined;
  }

  /** Keeps a value for so long; not at all where that is no time. */
  set(key: string, value: Value, forMs: number): void {
    this.#entries.delete(key);
    if (!(forMs > 0)) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined && this.#entries.size >= this.#maxEntries) {
      this.#entries.delete(oldest);
      this.#evicted += 1;
    }
    this.#entries.set(key, { value, untilMs: performance.now() + forMs });
  }
}

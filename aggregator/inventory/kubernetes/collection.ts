/** Objects of one kind by key, with one secondary index (addresses, mostly). */
export class KubernetesCollection<T> {
  readonly #indexKeysOf: (object: T) => readonly string[];
  readonly #objects = new Map<string, T>();
  readonly #index = new Map<string, Set<string>>();

  constructor(indexKeysOf: (object: T) => readonly string[]) {
    this.#indexKeysOf = indexKeysOf;
  }

  get(key: string): T | null {
    return this.#objects.get(key) ?? null;
  }

  get size(): number {
    return this.#objects.size;
  }

  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  /** Every object with this index key. */
  lookup(indexKey: string): readonly T[] {
    const keys = this.#index.get(indexKey) ?? [];
    return [...keys].flatMap((key) => this.#objects.get(key) ?? []);
  }

  put(key: string, object: T): void {
    this.remove(key);
    this.#objects.set(key, object);
    for (const indexKey of this.#indexKeysOf(object)) {
      const keys = this.#index.get(indexKey);
      if (keys === undefined) this.#index.set(indexKey, new Set([key]));
      else keys.add(key);
    }
  }

  remove(key: string): void {
    const object = this.#objects.get(key);
    if (object === undefined) return;
    this.#objects.delete(key);
    for (const indexKey of this.#indexKeysOf(object)) {
      const keys = this.#index.get(indexKey);
      keys?.delete(key);
      if (keys?.size === 0) this.#index.delete(indexKey);
    }
  }
}

/**
 * Rows by key, several rows per key allowed. Nearly every key of OVN has one row, so a key holds
 * the row's uuid itself and only becomes a set with the second one.
 */
export class SecondaryIndex {
  readonly #uuids = new Map<string, string | Set<string>>();

  add(key: string, uuid: string): void {
    const held = this.#uuids.get(key);
    if (held === undefined || held === uuid) this.#uuids.set(key, uuid);
    else if (typeof held === "string") this.#uuids.set(key, new Set([held, uuid]));
    else held.add(uuid);
  }

  remove(key: string, uuid: string): void {
    const held = this.#uuids.get(key);
    if (held === uuid) this.#uuids.delete(key);
    else if (held instanceof Set) {
      held.delete(uuid);
      if (held.size === 0) this.#uuids.delete(key);
    }
  }

  /** Uuids of the rows with this key, in the order they came. */
  get(key: string): readonly string[] {
    const held = this.#uuids.get(key);
    if (held === undefined) return [];
    return typeof held === "string" ? [held] : [...held];
  }

  has(key: string): boolean {
    return this.#uuids.has(key);
  }
}

/** Rows whose value changed most recently; the others are as they have been. */
const maxRows = 4_096;
/** What a row had is kept for so many changes. */
const maxValues = 16;

interface Former {
  readonly value: string;
  /** When the row got another one. */
  readonly until: Date;
}

/** What a column of rows was before it changed: by a row's uuid, oldest first. */
export class RecentValues {
  readonly #former = new Map<string, readonly Former[]>();

  changed(uuid: string, value: string): void {
    const former = [...(this.#former.get(uuid) ?? []), { value, until: new Date() }];
    this.#former.delete(uuid); // so that the order of the map stays that of the last change
    this.#former.set(uuid, former.slice(-maxValues));
    const oldest = this.#former.size > maxRows ? this.#former.keys().next().value : undefined;
    if (oldest !== undefined) this.#former.delete(oldest);
  }

  /** Values that the row had at or after that time and has no more, one for each change. */
  since(uuid: string, time: Date): string[] {
    const former = this.#former.get(uuid) ?? [];
    return former.filter(({ until }) => until >= time).map(({ value }) => value);
  }
}

import { RecentValues } from "../recent-values.ts";
import { OvsdbRow } from "./row.ts";
import { SecondaryIndex } from "./secondary-index.ts";
import type { TableDefinition } from "./table-definition.ts";
import type { OvsdbValue } from "./value.ts";

/** Decoded columns of a row by name. */
export type RowValues = ReadonlyMap<string, OvsdbValue>;

/** A mirrored table as its readers see it. Rows are immutable; a change puts a new one. */
export interface MirrorTableReader<Row, Index extends string> {
  readonly size: number;
  get(uuid: string): Row | undefined;
  values(): IterableIterator<Row>;
  /** Every row with this key. */
  lookup(index: Index, key: string): readonly Row[];
  /** The first row with this key, for keys that the schema makes unique. */
  find(index: Index, key: string): Row | undefined;
  has(index: Index, key: string): boolean;
  /** When the last row went whose uuid begins with these 8 hex digits; null if not remembered. */
  removedAt(uuidPrefix: string): Date | null;
  /** What the watched value of a row was since then, one for each change, oldest first. */
  recently(uuid: string, since: Date): readonly string[];
}

/** A mirrored table as the monitor fills it. */
export class MirrorTable<Row, Index extends string> implements MirrorTableReader<Row, Index> {
  readonly #definition: TableDefinition<Row, Index>;
  readonly #indexNames: readonly Index[];
  readonly #indexes: ReadonlyMap<Index, SecondaryIndex>;
  readonly #values = new Map<string, RowValues>();
  readonly #rows = new Map<string, Row>();
  readonly #removed = new Map<string, Date>();
  readonly #recent = new RecentValues();

  constructor(definition: TableDefinition<Row, Index>) {
    this.#definition = definition;
    this.#indexNames = Object.keys(definition.indexes).filter(
      (name): name is Index => name in definition.indexes,
    );
    this.#indexes = new Map(this.#indexNames.map((name) => [name, new SecondaryIndex()]));
  }

  get size(): number {
    return this.#rows.size;
  }

  get(uuid: string): Row | undefined {
    return this.#rows.get(uuid);
  }

  values(): IterableIterator<Row> {
    return this.#rows.values();
  }

  lookup(index: Index, key: string): readonly Row[] {
    const uuids = this.#indexes.get(index)?.get(key) ?? [];
    return uuids.flatMap((uuid) => this.#rows.get(uuid) ?? []);
  }

  find(index: Index, key: string): Row | undefined {
    return this.lookup(index, key)[0];
  }

  has(index: Index, key: string): boolean {
    return this.#indexes.get(index)?.has(key) ?? false;
  }

  removedAt(uuidPrefix: string): Date | null {
    return this.#removed.get(uuidPrefix) ?? null;
  }

  recently(uuid: string, since: Date): readonly string[] {
    return this.#recent.since(uuid, since);
  }

  /** The columns a difference is applied to. */
  rawValues(uuid: string): RowValues | undefined {
    return this.#values.get(uuid);
  }

  uuids(): readonly string[] {
    return [...this.#rows.keys()];
  }

  put(uuid: string, values: RowValues): void {
    this.#unindex(uuid);
    const row = this.#definition.project(new OvsdbRow(uuid, values));
    this.#watch(uuid, row);
    this.#values.set(uuid, values);
    this.#rows.set(uuid, row);
    for (const name of this.#indexNames) {
      for (const key of this.#definition.indexes[name](row))
        this.#indexes.get(name)?.add(key, uuid);
    }
  }

  delete(uuid: string): void {
    this.#unindex(uuid);
    if (this.#rows.has(uuid)) this.#remember(uuid.slice(0, 8));
    this.#values.delete(uuid);
    this.#rows.delete(uuid);
  }

  #watch(uuid: string, row: Row): void {
    const before = this.#rows.get(uuid);
    const { watched } = this.#definition;
    if (watched === undefined || before === undefined) return;
    const former = watched(before);
    if (former !== watched(row)) this.#recent.changed(uuid, former);
  }

  #remember(uuidPrefix: string): void {
    const limit = this.#definition.rememberRemoved ?? 0;
    if (limit === 0) return;
    this.#removed.delete(uuidPrefix); // so that the order of the map stays the order of removal
    this.#removed.set(uuidPrefix, new Date());
    const oldest = this.#removed.size > limit ? this.#removed.keys().next().value : undefined;
    if (oldest !== undefined) this.#removed.delete(oldest);
  }

  #unindex(uuid: string): void {
    const row = this.#rows.get(uuid);
    if (row === undefined) return;
    for (const name of this.#indexNames) {
      for (const key of this.#definition.indexes[name](row)) {
        this.#indexes.get(name)?.remove(key, uuid);
      }
    }
  }
}

import { MirrorTable, type MirrorTableReader, type RowValues } from "./mirror-table.ts";
import type { TableDefinition } from "./table-definition.ts";

/** A mirrored table without its types: what the monitor needs of it. */
export interface TableSink {
  readonly size: number;
  rawValues(uuid: string): RowValues | undefined;
  uuids(): readonly string[];
  put(uuid: string, values: RowValues): void;
  delete(uuid: string): void;
}

/** A declared table: what to monitor, and how to make the empty table that holds it. */
export interface TableSource<Table extends TableSink = TableSink> {
  readonly table: string;
  readonly columns: readonly string[];
  readonly create: () => Table;
}

/** The readable tables of a set of sources, under the same keys. */
export type MirrorTables<Sources extends Readonly<Record<string, TableSource>>> = {
  readonly [Key in keyof Sources]: Sources[Key] extends TableSource<
    MirrorTable<infer Row, infer Index>
  >
    ? MirrorTableReader<Row, Index>
    : never;
};

/** Declares a table to mirror; the row type is what `project` is annotated to return. */
export function defineTable<Row, Index extends string>(
  definition: TableDefinition<Row, Index>,
): TableSource<MirrorTable<Row, Index>> {
  const { table, columns } = definition;
  return { table, columns, create: () => new MirrorTable(definition) };
}

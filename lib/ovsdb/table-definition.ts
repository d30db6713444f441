import type { OvsdbRow } from "./row.ts";

/** What a mirror keeps of one table. */
export interface TableDefinition<Row, Index extends string> {
  /** The table's name in the schema. */
  readonly table: string;
  /** Columns to monitor; those that a server lacks are left out and reported as missing. */
  readonly columns: readonly string[];
  /** Makes the typed row; runs again for each change of the row. Must not throw. */
  readonly project: (row: OvsdbRow) => Row;
  /** Secondary indexes: the keys under which a row is found, none to many. */
  readonly indexes: Readonly<Record<Index, (row: Row) => readonly string[]>>;
  /**
   * How many removed rows to remember by uuid and time; none by default. For those who compare with
   * what was derived from the table elsewhere (OpenFlow cookies) and may be a moment behind.
   */
  readonly rememberRemoved?: number;
  /** A value whose changes are remembered for a while, as of a row that two writers fight over. */
  readonly watched?: (row: Row) => string;
}

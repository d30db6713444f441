import type { DatabaseSchema } from "./schema.ts";
import type { ColumnType } from "./value.ts";

/** A table or a column that was asked for and that this server's schema does not have. */
export interface MissingColumn {
  readonly table: string;
  /** null when the whole table is missing. */
  readonly column: string | null;
}

/** What to monitor on this server: what was asked for, without what it does not have. */
export interface MonitorPlan {
  /** By table: the columns with their types. */
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, ColumnType>>;
  readonly missing: readonly MissingColumn[];
}

/** OVN's schema differs between releases; one unknown name would fail the whole monitor. */
export function planMonitor(
  schema: DatabaseSchema,
  wanted: readonly { readonly table: string; readonly columns: readonly string[] }[],
): MonitorPlan {
  const tables = new Map<string, ReadonlyMap<string, ColumnType>>();
  const missing: MissingColumn[] = [];
  for (const { table, columns } of wanted) {
    const present = schema.tables.get(table);
    if (present === undefined) {
      missing.push({ table, column: null });
      continue;
    }
    const planned = new Map<string, ColumnType>();
    for (const column of columns) {
      const type = present.get(column);
      if (type === undefined) missing.push({ table, column });
      else planned.set(column, type);
    }
    tables.set(table, planned);
  }
  return { tables, missing };
}

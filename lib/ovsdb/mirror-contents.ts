import type { TableSink } from "./define-table.ts";
import type { MonitorDelivery } from "./monitor-methods.ts";
import type { MonitorPlan } from "./monitor-plan.ts";
import { OvsdbError } from "./ovsdb-error.ts";
import { applyRowUpdate, type Columns } from "./row-update.ts";
import { asObject } from "./schema.ts";

/** A mirrored table under the key that its readers use. */
export interface NamedSink {
  readonly key: string;
  readonly table: string;
  readonly sink: TableSink;
}

/**
 * Applies a delivery to the tables and gives the keys of those that changed.
 *
 * @throws {OvsdbError} BAD_MESSAGE or TOO_MANY_ROWS; the contents are then undefined and must be
 *   replaced by a complete delivery.
 */
export function applyDelivery(
  tables: readonly NamedSink[],
  plan: MonitorPlan,
  delivery: MonitorDelivery,
  maxRows: number,
): ReadonlySet<string> {
  const changed = new Set<string>();
  const updates = asObject(delivery.updates, "table updates");
  for (const { key, table, sink } of tables) {
    const columns = plan.tables.get(table);
    const rows = updates[table];
    const count =
      columns === undefined || rows === undefined
        ? 0
        : applyRows(sink, columns, asObject(rows, table), delivery.isComplete, maxRows);
    const removed = delivery.isComplete ? removeOthers(sink, rows) : 0;
    if (count + removed > 0) changed.add(key);
  }
  const rows = tables.reduce((sum, { sink }) => sum + sink.size, 0);
  if (rows > maxRows) throw tooManyRows(maxRows);
  return changed;
}

function applyRows(
  sink: TableSink,
  columns: Columns,
  rows: Readonly<Record<string, unknown>>,
  isComplete: boolean,
  maxRows: number,
): number {
  let count = 0;
  for (const [uuid, update] of Object.entries(rows)) {
    const outcome = applyRowUpdate(columns, isComplete ? undefined : sink.rawValues(uuid), update);
    if (outcome === null) sink.delete(uuid);
    else sink.put(uuid, outcome);
    count += 1;
    if (sink.size > maxRows) throw tooManyRows(maxRows);
  }
  return count;
}

/** Removes what a complete delivery does not contain; gives how many rows that were. */
function removeOthers(sink: TableSink, rows: unknown): number {
  const kept = rows === undefined ? {} : asObject(rows, "table updates");
  let removed = 0;
  for (const uuid of sink.uuids()) {
    if (Object.hasOwn(kept, uuid)) continue;
    sink.delete(uuid);
    removed += 1;
  }
  return removed;
}

function tooManyRows(maxRows: number): OvsdbError {
  const message = `Cannot mirror the database: more than ${maxRows} rows, raise the limit maxRows`;
  return new OvsdbError({ code: "TOO_MANY_ROWS", maxRows }, message);
}

import type { RowValues } from "./mirror-table.ts";
import { badMessage } from "./ovsdb-error.ts";
import { asObject } from "./schema.ts";
import {
  applyDifference,
  type ColumnType,
  decodeValue,
  defaultValue,
  type OvsdbValue,
} from "./value.ts";

export type Columns = ReadonlyMap<string, ColumnType>;

/** What becomes of one row; `null` when it is gone. */
export type RowOutcome = RowValues | null;

/**
 * Applies one `<row-update>` (RFC 7047 section 4.1.6: old and new) or `<row-update2>`
 * (ovsdb-server(7): initial, insert, modify, delete) to the columns a row had.
 *
 * @throws {OvsdbError} BAD_MESSAGE when it changes a row that is not there.
 */
export function applyRowUpdate(
  columns: Columns,
  before: RowValues | undefined,
  wire: unknown,
): RowOutcome {
  const update = asObject(wire, "a row update");
  if (Object.hasOwn(update, "delete")) return null;
  const full = update.initial ?? update.insert ?? update.new;
  if (full !== undefined) return decodeRow(columns, asObject(full, "a row"));
  if (!("modify" in update)) return null; // RFC 7047: only "old" is left of a deleted row
  if (before === undefined) throw badMessage("a change of a row that was never announced");
  const after = new Map(before);
  for (const [name, value] of Object.entries(asObject(update.modify, "a row"))) {
    const type = columns.get(name);
    if (type === undefined) continue;
    const old = before.get(name) ?? defaultValue(type);
    after.set(name, applyDifference(type, old, decodeValue(type, value)));
  }
  return after;
}

function decodeRow(columns: Columns, wire: Readonly<Record<string, unknown>>): RowValues {
  const row = new Map<string, OvsdbValue>();
  for (const [name, type] of columns) {
    // A column may be called as something that every object inherits.
    const value = Object.hasOwn(wire, name) ? wire[name] : undefined;
    row.set(name, value === undefined ? defaultValue(type) : decodeValue(type, value));
  }
  return row;
}

import { badMessage } from "./ovsdb-error.ts";
import { requestFailed } from "./pending-requests.ts";
import { OvsdbRow } from "./row.ts";
import { asObject, type DatabaseSchema } from "./schema.ts";
import { type ColumnType, decodeValue, type OvsdbValue } from "./value.ts";

/** `[column, function, value]` of RFC 7047 section 5.1; the value in wire form. */
export type Condition = readonly [
  column: string,
  test: "==" | "!=" | "includes" | "excludes" | "<" | "<=" | ">" | ">=",
  value: unknown,
];

/** The one operation this client has (RFC 7047 section 5.2.2). */
export function selectOperation(
  table: string,
  where: readonly Condition[],
  columns: readonly string[],
): object {
  return { op: "select", table, where, columns: [...new Set(["_uuid", ...columns])] };
}

/** @throws {OvsdbError} REQUEST_FAILED with the server's words, or BAD_MESSAGE. */
export function decodeSelect(schema: DatabaseSchema, table: string, result: unknown): OvsdbRow[] {
  const replies: readonly unknown[] = Array.isArray(result) ? result : [];
  for (const reply of replies) {
    if (typeof reply === "object" && reply !== null && "error" in reply) {
      throw requestFailed(`select from ${table}`, reply);
    }
  }
  const rows = asObject(replies[0], "the reply to select").rows;
  if (!Array.isArray(rows)) throw badMessage("the reply to select has no rows");
  const columns = schema.tables.get(table) ?? new Map<string, ColumnType>();
  return rows.map((row) => decodeSelected(columns, asObject(row, "a row")));
}

function decodeSelected(
  columns: ReadonlyMap<string, ColumnType>,
  row: Readonly<Record<string, unknown>>,
): OvsdbRow {
  const values = new Map<string, OvsdbValue>();
  for (const [name, wire] of Object.entries(row)) {
    const type = columns.get(name);
    if (type !== undefined) values.set(name, decodeValue(type, wire));
  }
  const uuid = Array.isArray(row._uuid) ? row._uuid[1] : undefined;
  if (typeof uuid !== "string") throw badMessage("a selected row has no _uuid");
  return new OvsdbRow(uuid, values);
}

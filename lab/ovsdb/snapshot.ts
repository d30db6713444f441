import { isDeepStrictEqual } from "node:util";
import { ovsdbRequest, transact } from "./client.ts";
import { mapEntries, type Row, uuidIn } from "./desired.ts";

/** What a database holds at one moment: the rows of each table, with their UUIDs. */
export type Snapshot = Readonly<Record<string, readonly Row[]>>;

/** What a snapshot leaves alone: what a daemon keeps up to date by itself. */
export interface Volatile {
  readonly tables: readonly string[];
  readonly columns: Readonly<Record<string, readonly string[]>>;
  readonly keys: (table: string, column: string, key: string) => boolean;
}

/** Reads all that a database holds and keeps over a restart. */
export async function takeSnapshot(
  socketPath: string,
  database: string,
  { columns: volatile, tables }: Volatile,
): Promise<Snapshot> {
  const columns = await lastingColumns(socketPath, database);
  const everyRow: unknown[] = [];
  const kept = [...columns].filter(([table]) => !tables.includes(table));
  const selects = kept.map(([table, names]) => {
    const wanted = names.filter((name) => !volatile[table]?.includes(name));
    return { op: "select", table, where: everyRow, columns: ["_uuid", ...wanted] };
  });
  const results = await transact(socketPath, database, selects);
  return Object.fromEntries(
    selects.map(({ table }, index) => [table, results[index]?.rows ?? []] as const),
  );
}

/**
 * Brings a database back to what a snapshot says, in one transaction: rows keep their UUIDs, also
 * those that were deleted meanwhile.
 *
 * @returns how many operations it took
 * @throws {LabError} OVSDB
 */
export async function restoreSnapshot(
  socketPath: string,
  database: string,
  snapshot: Snapshot,
  volatile: Volatile,
): Promise<number> {
  const now = await takeSnapshot(socketPath, database, volatile);
  const operations = restoration(snapshot, now, volatile);
  if (operations.length > 0) await transact(socketPath, database, operations);
  return operations.length;
}

/** The operations (RFC 7047, section 5.2) that lead from one content to another. */
export function restoration(wanted: Snapshot, now: Snapshot, volatile: Volatile): object[] {
  const operations: object[] = [];
  for (const table of new Set([...Object.keys(wanted), ...Object.keys(now)])) {
    const before = new Map((wanted[table] ?? []).map((row) => [uuidIn(row._uuid) ?? "", row]));
    const after = new Map((now[table] ?? []).map((row) => [uuidIn(row._uuid) ?? "", row]));
    for (const uuid of after.keys()) {
      if (!before.has(uuid)) operations.push({ op: "delete", table, where: isRow(uuid) });
    }
    for (const [uuid, { _uuid, ...row }] of before) {
      const found = after.get(uuid);
      if (found === undefined) {
        // Of ovsdb-server(7), "Insert": the UUID that the row gets.
        operations.push({ op: "insert", table, uuid, row });
        continue;
      }
      const changes = changesOf(table, row, found, volatile);
      if (Object.keys(changes).length > 0) {
        operations.push({ op: "update", table, where: isRow(uuid), row: changes });
      }
    }
  }
  return operations;
}

function isRow(uuid: string): unknown[] {
  return [["_uuid", "==", ["uuid", uuid]]];
}

function changesOf(table: string, wanted: Row, found: Row, { keys }: Volatile): Row {
  const changes: Record<string, unknown> = {};
  for (const [column, value] of Object.entries(wanted)) {
    const isVolatile = (key: string): boolean => keys(table, column, key);
    const kept = mapEntries(found[column]).filter(([key]) => isVolatile(key));
    const lasting = mapEntries(value).filter(([key]) => !isVolatile(key));
    const target = isMap(value) ? ["map", [...lasting, ...kept]] : value;
    if (!isDeepStrictEqual(ordered(target), ordered(found[column]))) changes[column] = target;
  }
  return changes;
}

function isMap(value: unknown): boolean {
  return Array.isArray(value) && value[0] === "map";
}

/** Sets and maps have no order; a set of one comes as its member. */
function ordered(value: unknown): unknown {
  if (!Array.isArray(value) || (value[0] !== "set" && value[0] !== "map")) return [value];
  const items: unknown[] = Array.isArray(value[1]) ? value[1] : [];
  return items
    .map((item) => JSON.stringify(item))
    .sort()
    .map((text): unknown => JSON.parse(text));
}

interface ColumnSchema {
  readonly ephemeral?: boolean;
}

/** Columns of each table that are kept on disk. */
async function lastingColumns(
  socketPath: string,
  database: string,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const schema = await ovsdbRequest(socketPath, "get_schema", [database]);
  // RFC 7047 section 3.2: {tables: {<table>: {columns: {<column>: {ephemeral?: boolean}}}}}
  const { tables } = schema as {
    tables: Record<string, { columns: Record<string, ColumnSchema> }>;
  };
  return new Map(
    Object.entries(tables).map(([table, { columns }]) => [
      table,
      Object.entries(columns)
        .filter(([, { ephemeral }]) => ephemeral !== true)
        .map(([name]) => name),
    ]),
  );
}

import { ovsdbRequest, transact } from "./client.ts";
import type { DesiredRow, Shapes, TableShape } from "./desired.ts";
import { type Current, operationsTo } from "./diff.ts";

/**
 * Brings a database to its declared content in one transaction; says how many operations it took.
 *
 * Tables without a shape are emptied when they are root tables, and columns that the installed
 * schema lacks (ACL.tier before OVN 23.06) are left out.
 *
 * @throws {LabError} OVSDB.
 */
export async function reconcileDatabase(
  socketPath: string,
  database: string,
  desired: readonly DesiredRow[],
  shapes: Shapes,
): Promise<number> {
  const columns = await columnsOf(socketPath, database);
  const known = restrictShapes(shapes, columns);
  const rows = desired.map((row) => ({
    ...row,
    columns: Object.fromEntries(
      Object.entries(row.columns).filter(([column]) => columns.get(row.table)?.names.has(column)),
    ),
  }));
  const tables = Object.keys(known);
  const current = await readTables(socketPath, database, tables);
  const operations = operationsTo(rows, current, known);
  if (operations.length > 0) await transact(socketPath, database, operations);
  return operations.length;
}

async function readTables(socket: string, database: string, tables: string[]): Promise<Current> {
  const selects = tables.map((table) => ({ op: "select", table, where: [] }));
  const results = await transact(socket, database, selects);
  return new Map(tables.map((table, index) => [table, results[index]?.rows ?? []]));
}

interface TableColumns {
  readonly names: ReadonlySet<string>;
  readonly root: boolean;
}

async function columnsOf(socket: string, database: string): Promise<Map<string, TableColumns>> {
  const schema = await ovsdbRequest(socket, "get_schema", [database]);
  // RFC 7047 section 3.2: {name, version, tables: {<table>: {columns: {…}, isRoot?: boolean}}}
  const { tables } = schema as { tables: Record<string, { columns: object; isRoot?: boolean }> };
  return new Map(
    Object.entries(tables).map(([table, { columns, isRoot }]) => [
      table,
      { names: new Set(Object.keys(columns)), root: isRoot === true },
    ]),
  );
}

function restrictShapes(shapes: Shapes, columns: ReadonlyMap<string, TableColumns>): Shapes {
  const known: Record<string, TableShape> = {};
  for (const [table, { names, root }] of columns) {
    const shape = shapes[table];
    if (shape !== undefined) {
      const defaults = Object.entries(shape.defaults).filter(([column]) => names.has(column));
      known[table] = { ...shape, root: root && shape.root, defaults: Object.fromEntries(defaults) };
    } else if (root) {
      known[table] = { defaults: {}, keyOf: () => "", root: true };
    }
  }
  return known;
}

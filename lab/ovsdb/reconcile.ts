import { ovsdbRequest, transact } from "./client.ts";
import {
  type DesiredRow,
  type DesiredValue,
  members,
  type Shapes,
  type TableShape,
} from "./desired.ts";
import { type Current, operationsTo } from "./diff.ts";

/**
 * Brings a database to its declared content in one transaction; says how many operations it took.
 *
 * Tables without a shape are emptied when they are root tables. Columns that the installed schema
 * lacks (ACL.tier before OVN 23.06) are left out, and members of a set that it does not know
 * (`ipv6_src` among Load_Balancer.selection_fields before OVN 23.09).
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
  const rows = desired.map((row) => restrictRow(row, columns.get(row.table)?.values));
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
  /** By column: the values that it may have, null where it may have any. */
  readonly values: ReadonlyMap<string, ReadonlySet<unknown> | null>;
  readonly root: boolean;
}

function restrictRow(row: DesiredRow, values: TableColumns["values"] = new Map()): DesiredRow {
  const columns = Object.entries(row.columns).flatMap(([column, value]) => {
    const allowed = values.get(column);
    if (allowed === undefined) return [];
    const known =
      allowed === null || !isList(value) ? value : value.filter((one) => allowed.has(one));
    return [[column, known] as const];
  });
  return { ...row, columns: Object.fromEntries(columns) };
}

function isList(value: DesiredValue): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

async function columnsOf(socket: string, database: string): Promise<Map<string, TableColumns>> {
  const schema = await ovsdbRequest(socket, "get_schema", [database]);
  // RFC 7047 section 3.2: {name, version, tables: {<table>: {columns: {…}, isRoot?: boolean}}}
  const { tables } = schema as { tables: Record<string, { columns: Columns; isRoot?: boolean }> };
  return new Map(
    Object.entries(tables).map(([table, { columns, isRoot }]) => {
      const values = Object.entries(columns).map(([column, { type }]) => {
        return [column, enumerated(type)] as const;
      });
      return [table, { values: new Map(values), root: isRoot === true }];
    }),
  );
}

type Columns = Record<string, { readonly type: unknown }>;

/** The values of `{"key": {"enum": ["set", […]]}}`; null of any other type. */
function enumerated(type: unknown): ReadonlySet<unknown> | null {
  const { key } = Object(type) as { key?: { enum?: unknown } };
  return key?.enum === undefined ? null : new Set(members(key.enum));
}

function restrictShapes(shapes: Shapes, columns: ReadonlyMap<string, TableColumns>): Shapes {
  const known: Record<string, TableShape> = {};
  for (const [table, { values, root }] of columns) {
    const shape = shapes[table];
    if (shape !== undefined) {
      const defaults = Object.entries(shape.defaults).filter(([column]) => values.has(column));
      known[table] = { ...shape, root: root && shape.root, defaults: Object.fromEntries(defaults) };
    } else if (root) {
      known[table] = { defaults: {}, keyOf: () => "", root: true };
    }
  }
  return known;
}

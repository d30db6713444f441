import { badMessage } from "./ovsdb-error.ts";
import type { AtomKind, ColumnType } from "./value.ts";

/** The tables and columns a server really has (RFC 7047 section 3.2). */
export interface DatabaseSchema {
  readonly name: string;
  readonly version: string;
  readonly tables: ReadonlyMap<string, ReadonlyMap<string, ColumnType>>;
}

/**
 * Reads the reply to `get_schema`.
 *
 * @throws {OvsdbError} BAD_MESSAGE when it is no database schema.
 */
export function parseSchema(wire: unknown): DatabaseSchema {
  const root = asObject(wire, "the schema");
  const tables = new Map<string, ReadonlyMap<string, ColumnType>>();
  for (const [table, body] of Object.entries(asObject(root.tables, "tables"))) {
    const columns = new Map<string, ColumnType>();
    for (const [column, spec] of Object.entries(asObject(asObject(body, table).columns, table))) {
      columns.set(column, parseColumnType(asObject(spec, column).type));
    }
    tables.set(table, columns);
  }
  return { name: String(root.name), version: String(root.version ?? ""), tables };
}

function parseColumnType(wire: unknown): ColumnType {
  if (typeof wire === "string") return { key: asAtomKind(wire), value: null, min: 1, max: 1 };
  const type = asObject(wire, "a column type");
  return {
    key: baseKind(type.key),
    value: type.value === undefined ? null : baseKind(type.value),
    min: typeof type.min === "number" ? type.min : 1,
    max: type.max === "unlimited" ? Infinity : typeof type.max === "number" ? type.max : 1,
  };
}

function baseKind(wire: unknown): AtomKind {
  return asAtomKind(typeof wire === "string" ? wire : asObject(wire, "a base type").type);
}

function asAtomKind(wire: unknown): AtomKind {
  switch (wire) {
    case "integer":
    case "real":
    case "boolean":
    case "string":
    case "uuid":
      return wire;
    default:
      throw badMessage(`${String(wire)} is no atomic type`);
  }
}

/** @throws {OvsdbError} BAD_MESSAGE when the value is no JSON object. */
export function asObject(wire: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof wire !== "object" || wire === null || Array.isArray(wire)) {
    throw badMessage(`${what} is no object`);
  }
  return wire as Readonly<Record<string, unknown>>;
}

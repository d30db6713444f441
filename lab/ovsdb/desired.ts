/**
 * A database as it should be: rows with a key of their own, referring to each other by key.
 *
 * Every column that the table's shape lists and the row does not mention has the shape's default,
 * so "declared" covers what must be absent too.
 */
export type DesiredValue =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly number[]
  | DesiredMap
  | References;

export type DesiredMap = { readonly map: Readonly<Record<string, string>> };

/** Keys of rows of another table. */
export interface References {
  readonly table: string;
  readonly keys: readonly string[];
}

export interface DesiredRow {
  readonly table: string;
  readonly key: string;
  readonly columns: Readonly<Record<string, DesiredValue>>;
}

export interface TableShape {
  /** Columns that are compared, with what they hold unless a row says otherwise. */
  readonly defaults: Readonly<Record<string, DesiredValue>>;
  /** The key that a row found in the database has. */
  readonly keyOf: (row: Row) => string;
  /** Keys of map columns that belong to OVN or OVS: neither compared nor removed. */
  readonly foreignKey?: (column: string, key: string) => boolean;
  /** Rows that another program keeps here (tunnel ports): left alone, and stay referred to. */
  readonly keep?: (row: Row) => boolean;
  /** Rows of a root table stay until they are deleted; others go with their last reference. */
  readonly root: boolean;
}

export type Shapes = Readonly<Record<string, TableShape>>;

/** A row as OVSDB gives it: scalars, `["set", …]`, `["map", …]`, `["uuid", …]`. */
export type Row = Readonly<Record<string, unknown>>;

/** The members of an OVSDB set; a set of one is sent as its member. */
export function members(value: unknown): unknown[] {
  if (Array.isArray(value) && value[0] === "set" && Array.isArray(value[1])) return value[1];
  return value === undefined ? [] : [value];
}

export function mapEntries(value: unknown): [string, string][] {
  if (!Array.isArray(value) || value[0] !== "map" || !Array.isArray(value[1])) return [];
  return value[1];
}

export function uuidIn(value: unknown): string | undefined {
  return Array.isArray(value) && value[0] === "uuid" ? String(value[1]) : undefined;
}

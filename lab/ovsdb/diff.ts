import {
  type DesiredMap,
  type DesiredRow,
  type DesiredValue,
  mapEntries,
  members,
  type References,
  type Row,
  type Shapes,
  type TableShape,
  uuidIn,
} from "./desired.ts";

/** Rows of the database, table by table. */
export type Current = ReadonlyMap<string, readonly Row[]>;

/**
 * The operations of the one transaction (RFC 7047 section 5.2) that turns `current` into `desired`.
 * None when they agree.
 */
export function operationsTo(
  desired: readonly DesiredRow[],
  current: Current,
  shapes: Shapes,
): object[] {
  const matched = matchRows(desired, current, shapes);
  const identity = new Map<string, Identity>();
  for (const [index, row] of desired.entries()) {
    const found = matched.byRow.get(row);
    const uuid = found === undefined ? undefined : uuidIn(found._uuid);
    identity.set(
      `${row.table} ${row.key}`,
      uuid === undefined ? ["named-uuid", `row${index}`] : ["uuid", uuid],
    );
  }
  const operations: object[] = [];
  for (const { table, row } of matched.extraneous) {
    const uuid = uuidIn(row._uuid);
    if (shapes[table]?.root === false || uuid === undefined) continue;
    operations.push({ op: "delete", table, where: [["_uuid", "==", ["uuid", uuid]]] });
  }
  for (const [index, row] of desired.entries()) {
    const shape = shapes[row.table];
    if (shape === undefined) throw new RangeError(`Cannot declare table ${row.table}: no shape`);
    const found = matched.byRow.get(row);
    const context = { shape, found, identity, kept: matched.kept };
    const changes = changedColumns(row, context);
    if (found === undefined) {
      operations.push({ op: "insert", table: row.table, "uuid-name": `row${index}`, row: changes });
    } else if (Object.keys(changes).length > 0) {
      const where = [["_uuid", "==", found._uuid]];
      operations.push({ op: "update", table: row.table, where, row: changes });
    }
  }
  return operations;
}

type Identity = ["uuid" | "named-uuid", string];

interface Matched {
  readonly byRow: ReadonlyMap<DesiredRow, Row>;
  readonly extraneous: readonly { table: string; row: Row }[];
  /** UUIDs of rows that stay although nobody declared them. */
  readonly kept: ReadonlySet<string>;
}

function matchRows(desired: readonly DesiredRow[], current: Current, shapes: Shapes): Matched {
  const wanted = new Map(desired.map((row) => [`${row.table} ${row.key}`, row]));
  const byRow = new Map<DesiredRow, Row>();
  const extraneous: { table: string; row: Row }[] = [];
  const kept = new Set<string>();
  for (const [table, shape] of Object.entries(shapes)) {
    for (const row of current.get(table) ?? []) {
      const match = wanted.get(`${table} ${shape.keyOf(row)}`);
      if (match !== undefined && !byRow.has(match)) byRow.set(match, row);
      else if (shape.keep?.(row)) kept.add(uuidIn(row._uuid) ?? "");
      else extraneous.push({ table, row });
    }
  }
  return { byRow, extraneous, kept };
}

interface ColumnContext {
  readonly shape: TableShape;
  readonly found: Row | undefined;
  readonly identity: ReadonlyMap<string, Identity>;
  readonly kept: ReadonlySet<string>;
}

function changedColumns(row: DesiredRow, context: ColumnContext): Record<string, unknown> {
  const { shape, found } = context;
  const changes: Record<string, unknown> = {};
  for (const [column, value] of Object.entries({ ...shape.defaults, ...row.columns })) {
    const before = found?.[column];
    const after = encode(column, value, before, context);
    if (found === undefined ? !isEmpty(after) : canonical(before) !== canonical(after)) {
      changes[column] = after;
    }
  }
  return changes;
}

function encode(
  column: string,
  value: DesiredValue,
  before: unknown,
  context: ColumnContext,
): unknown {
  if (typeof value !== "object") return value;
  if (isList(value)) return ["set", [...value]];
  if (isReferences(value)) {
    const keep = members(before).filter((member) => context.kept.has(uuidIn(member) ?? ""));
    return ["set", [...value.keys.map((key) => identityOf(value.table, key, context)), ...keep]];
  }
  const foreign = mapEntries(before).filter(([key]) => context.shape.foreignKey?.(column, key));
  return ["map", [...Object.entries(value.map), ...foreign]];
}

function identityOf(table: string, key: string, context: ColumnContext): Identity {
  const identity = context.identity.get(`${table} ${key}`);
  if (identity === undefined) throw new RangeError(`Cannot refer to ${table} ${key}: undeclared`);
  return identity;
}

function isList(value: object): value is readonly string[] | readonly number[] {
  return Array.isArray(value);
}

function isReferences(value: References | DesiredMap): value is References {
  return "table" in value;
}

function isEmpty(encoded: unknown): boolean {
  return Array.isArray(encoded) && Array.isArray(encoded[1]) && encoded[1].length === 0;
}

/** Equal for equal values: sets and maps have no order, a set of one may come as its member. */
function canonical(value: unknown): string {
  if (!Array.isArray(value) || (value[0] !== "set" && value[0] !== "map")) {
    return JSON.stringify([value]);
  }
  const items: unknown[] = Array.isArray(value[1]) ? value[1] : [];
  return JSON.stringify(
    items
      .map((item) => JSON.stringify(item))
      .sort()
      .map((s) => JSON.parse(s)),
  );
}

import {
  type DesiredRow,
  type DesiredValue,
  mapEntries,
  members,
  type Shapes,
} from "../../../../lab/ovsdb/desired.ts";
import type { RecordedDatabase } from "../../../recorded-database.ts";
import { distinct, type Shaper } from "./shape.ts";

/** Columns that tell what is in a cluster, not how it is described. */
const contents: Readonly<Record<string, readonly string[]>> = {
  Address_Set: ["addresses"],
  Bridge: ["ports", "flow_tables"],
  Load_Balancer: ["vips"],
  Logical_Switch: ["ports", "acls"],
  Open_vSwitch: ["bridges"],
  Port_Group: ["ports"],
};

/** Values that stand for a number or a name that nobody means to compare. */
const chosen: Readonly<Record<string, RegExp>> = {
  tag: /^\d+$/,
  trunks: /^[1-9]\d*$/,
};

type Column = readonly [name: string, values: readonly string[]];

/** `Table column=value …` of each row, without columns that hold what they hold unless told. */
export function shapesOfDeclared(
  rows: readonly DesiredRow[],
  shapes: Shapes,
  shape: Shaper,
): string[] {
  const lines = rows.map(({ table, columns }) => {
    const all = Object.entries({ ...shapes[table]?.defaults, ...columns });
    return lineOf(
      table,
      all.map(([column, value]): Column => [column, declared(value)]),
      shape,
    );
  });
  return distinct(lines);
}

/** The same of a recorded database, as far as the lab declares its tables and columns. */
export function shapesOfRecorded(
  database: RecordedDatabase,
  shapes: Shapes,
  shape: Shaper,
): string[] {
  const lines = Object.entries(shapes).flatMap(([table, { defaults, foreignKey, keep }]) =>
    Object.values(database.rows[table] ?? {})
      .filter((row) => keep?.(row) !== true)
      .map((row) => {
        const columns = Object.keys(defaults).map((column): Column => {
          return [column, recorded(row[column], (key) => foreignKey?.(column, key) === true)];
        });
        return lineOf(table, columns, shape);
      }),
  );
  return distinct(lines);
}

/** Tables of a recording that the lab declares nothing of. */
export function tablesBeyond(database: RecordedDatabase, shapes: Shapes): string[] {
  return Object.keys(database.rows).filter((table) => shapes[table] === undefined);
}

function lineOf(table: string, columns: readonly Column[], shape: Shaper): string {
  const told = columns.flatMap(([column, items]) => {
    if (contents[table]?.includes(column)) return [];
    const isChosen = chosen[column];
    const shapes = distinct(items.map((item) => (isChosen?.test(item) ? "<n>" : shape(item))));
    return shapes.every((one) => unset.has(one)) ? [] : [`${column}=${shapes.join(",")}`];
  });
  return [table, ...told.sort()].join(" ");
}

/** What a column holds that nobody has set. */
const unset = new Set(["", "false", "0"]);

function declared(value: DesiredValue): string[] {
  if (typeof value !== "object") return [String(value)];
  if (isList(value)) return value.map(String);
  if ("map" in value) return Object.entries(value.map).map(([key, one]) => `${key}=${one}`);
  return value.keys.length === 0 ? [] : ["<row>"];
}

function isList(value: object): value is readonly (string | number)[] {
  return Array.isArray(value);
}

function recorded(value: unknown, isForeign: (key: string) => boolean): string[] {
  if (Array.isArray(value) && value[0] === "map") {
    return mapEntries(value).flatMap(([key, one]) => (isForeign(key) ? [] : [`${key}=${one}`]));
  }
  if (Array.isArray(value) && value[0] === "uuid") return ["<row>"];
  return members(value).map((member) => (Array.isArray(member) ? "<row>" : String(member)));
}

import type { OvsdbAtom, OvsdbValue } from "./value.ts";

const noStrings: readonly string[] = [];
const noMap: ReadonlyMap<string, string> = new Map();

/**
 * One row as the server has it. Readers never fail: a column that this server's schema lacks, or
 * has in another form, reads as empty, so that a projection works on every OVN version. What is
 * lacking is told once, by the mirror's `missing`.
 */
export class OvsdbRow {
  readonly uuid: string;
  readonly #values: ReadonlyMap<string, OvsdbValue>;

  constructor(uuid: string, values: ReadonlyMap<string, OvsdbValue>) {
    this.uuid = uuid;
    this.#values = values;
  }

  /** The decoded value; `undefined` where the server has no such column. */
  value(column: string): OvsdbValue | undefined {
    return this.#values.get(column);
  }

  /** A string or uuid column; "" when absent or empty. */
  string(column: string): string {
    return this.optionalString(column) ?? "";
  }

  /** An optional string or uuid (the first of a set); null when absent or empty. */
  optionalString(column: string): string | null {
    const atom = this.#first(column);
    return typeof atom === "string" ? atom : null;
  }

  /** A set of strings or uuids; an optional is a set of at most one. */
  strings(column: string): readonly string[] {
    const value = this.#values.get(column);
    if (typeof value === "string") return [value];
    if (!Array.isArray(value)) return noStrings;
    return value.filter((atom) => typeof atom === "string");
  }

  /** A number; null when absent or empty. */
  optionalNumber(column: string): number | null {
    const atom = this.#first(column);
    return typeof atom === "number" ? atom : null;
  }

  /** A number; 0 when absent or empty. */
  number(column: string): number {
    return this.optionalNumber(column) ?? 0;
  }

  /** A boolean; null when absent or empty. */
  optionalBoolean(column: string): boolean | null {
    const atom = this.#first(column);
    return typeof atom === "boolean" ? atom : null;
  }

  /** A map of strings to strings, or to atoms in their text form. */
  map(column: string): ReadonlyMap<string, string> {
    const value = this.#values.get(column);
    if (!(value instanceof Map)) return noMap;
    const atoms: ReadonlyMap<OvsdbAtom, OvsdbAtom> = value;
    if (isStringMap(atoms)) return atoms;
    return new Map(Array.from(atoms, ([key, item]) => [String(key), String(item)]));
  }

  #first(column: string): OvsdbAtom | null {
    const value = this.#values.get(column);
    if (value === undefined || value === null || value instanceof Map) return null;
    if (typeof value !== "object") return value;
    return Array.isArray(value) ? (value[0] ?? null) : null;
  }
}

function isStringMap(map: ReadonlyMap<OvsdbAtom, OvsdbAtom>): map is ReadonlyMap<string, string> {
  for (const [key, value] of map) {
    if (typeof key !== "string" || typeof value !== "string") return false;
  }
  return true;
}

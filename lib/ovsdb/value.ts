import { badMessage } from "./ovsdb-error.ts";

/** What one cell holds; a uuid is its text. 64-bit integers beyond 2^53 lose their last digits. */
export type OvsdbAtom = string | number | boolean;

/**
 * A decoded column: an atom, `null` for an empty optional, an array for a set, a Map for a map
 * (not an object: keys such as `__proto__` come from users).
 */
export type OvsdbValue =
  | OvsdbAtom
  | null
  | readonly OvsdbAtom[]
  | ReadonlyMap<OvsdbAtom, OvsdbAtom>;

export type AtomKind = "integer" | "real" | "boolean" | "string" | "uuid";

/** A column's type, normalised from the short forms of RFC 7047 section 3.2. */
export interface ColumnType {
  readonly key: AtomKind;
  /** Set for a map. */
  readonly value: AtomKind | null;
  readonly min: number;
  /** `Infinity` for "unlimited". */
  readonly max: number;
}

const zeroUuid = "00000000-0000-0000-0000-000000000000";
const emptySet: readonly OvsdbAtom[] = [];
const emptyMap: ReadonlyMap<OvsdbAtom, OvsdbAtom> = new Map();

/** What a column holds when a server leaves it out of an inserted row (RFC 7047 section 5.2.1). */
export function defaultValue(type: ColumnType): OvsdbValue {
  if (type.value !== null) return emptyMap;
  if (type.max > 1) return emptySet;
  return type.min === 0 ? null : defaultAtom(type.key);
}

function defaultAtom(kind: AtomKind): OvsdbAtom {
  if (kind === "string") return "";
  if (kind === "uuid") return zeroUuid;
  return kind === "boolean" ? false : 0;
}

/**
 * Decodes a `<value>` of RFC 7047 section 5.1.
 *
 * @throws {OvsdbError} BAD_MESSAGE when it has not the column's type.
 */
export function decodeValue(type: ColumnType, wire: unknown): OvsdbValue {
  if (type.value !== null) return decodeMap(type.key, type.value, wire);
  const tagged = taggedList(wire, "set");
  if (type.max > 1) {
    if (tagged === null) return [decodeAtom(type.key, wire)];
    return tagged.map((atom) => decodeAtom(type.key, atom));
  }
  if (tagged === null) return decodeAtom(type.key, wire);
  if (tagged.length === 0 && type.min === 0) return null;
  if (tagged.length === 1) return decodeAtom(type.key, tagged[0]);
  throw badMessage(`a set of ${tagged.length} where the column holds one ${type.key}`);
}

function decodeMap(key: AtomKind, value: AtomKind, wire: unknown): OvsdbValue {
  const pairs = taggedList(wire, "map");
  if (pairs === null) throw badMessage("no map where the column is a map");
  const map = new Map<OvsdbAtom, OvsdbAtom>();
  for (const pair of pairs) {
    if (!Array.isArray(pair) || pair.length !== 2)
      throw badMessage("a map's pair has no two parts");
    map.set(decodeAtom(key, pair[0]), decodeAtom(value, pair[1]));
  }
  return map;
}

function decodeAtom(kind: AtomKind, wire: unknown): OvsdbAtom {
  if (kind === "uuid") {
    if (Array.isArray(wire) && wire.length === 2 && typeof wire[1] === "string") return wire[1];
  } else if (kind === "string") {
    if (typeof wire === "string") return wire;
  } else if (kind === "boolean") {
    if (typeof wire === "boolean") return wire;
  } else if (typeof wire === "number") return wire;
  throw badMessage(`${JSON.stringify(wire)?.slice(0, 80)} where the column holds a ${kind}`);
}

function taggedList(wire: unknown, tag: "set" | "map"): readonly unknown[] | null {
  if (!Array.isArray(wire) || wire.length !== 2 || wire[0] !== tag) return null;
  return Array.isArray(wire[1]) ? wire[1] : null;
}

/**
 * Applies the difference that `update2` and `update3` carry for a modified column
 * (ovsdb-server(7), "Update2 Notification"): columns of one value are replaced, a set's elements
 * are toggled, a map's pair is removed when it is there already and set otherwise.
 */
export function applyDifference(type: ColumnType, old: OvsdbValue, diff: OvsdbValue): OvsdbValue {
  if (type.max === 1) return diff;
  if (old instanceof Map && diff instanceof Map) {
    const map = new Map<OvsdbAtom, OvsdbAtom>(old);
    for (const [key, value] of diff) {
      if (map.get(key) === value) map.delete(key);
      else map.set(key, value);
    }
    return map;
  }
  if (!Array.isArray(old) || !Array.isArray(diff)) return diff;
  const set = new Set<OvsdbAtom>(old);
  for (const atom of diff) {
    if (!set.delete(atom)) set.add(atom);
  }
  return [...set];
}

import { type ElementsOf, isElement, numberOf, type SetElements } from "../compare.ts";
import {
  absent,
  type Field,
  type NumberField,
  numberField,
  ones,
  unknown,
  unlikely,
} from "../field.ts";
import { isRecord } from "../packet.ts";
import type { PacketState } from "../packet-state.ts";
import { both, type Tristate } from "../tristate.ts";
import { connectionField } from "./connection.ts";
import { extensionHeader, fibField, ipOption, metaField, routeField, tcpOption } from "./meta.ts";
import { ofPayload } from "./payload.ts";

/** What a packet has for an expression of libnftables-json(5). */
export function fieldOf(left: unknown, state: PacketState, elementsOf: ElementsOf): Field {
  if (typeof left === "string" || typeof left === "number") return unknown;
  if (!isRecord(left)) return unknown;
  const [kind = ""] = Object.keys(left);
  const value = left[kind];
  if (Array.isArray(value)) {
    if (kind === "concat") {
      return together(value.map((part) => fieldOf(part, state, elementsOf)));
    }
    return computed(kind, fieldOf(value[0], state, elementsOf), value.slice(1));
  }
  return isRecord(value) ? ofKind(kind, value, state, elementsOf) : unknown;
}

function ofKind(
  kind: string,
  value: Readonly<Record<string, unknown>>,
  state: PacketState,
  elementsOf: ElementsOf,
): Field {
  switch (kind) {
    case "payload":
      return ofPayload(value, state);
    case "meta":
      return metaField(String(value.key), state);
    case "ct":
      return connectionField(connectionKey(value), value.dir, state);
    case "fib":
      return fibField(value, state);
    case "map":
      return mapped(value, state, elementsOf);
    case "exthdr":
      return extensionHeader(value, state);
    case "ip option":
      return ipOption(value, state);
    case "tcp option":
      return tcpOption(value, state);
    case "osf":
      return state.packet.protocol === "tcp" ? unknown : absent;
    case "sctp chunk":
    case "dccp option":
      return absent;
    case "rt":
      return routeField(String(value.key), state);
    case "socket":
    case "ipsec":
      return unlikely;
    default:
      return unknown; // numgen, jhash, symhash, tunnel
  }
}

/** One part of which nothing can hold decides for all. */
function together(parts: readonly Field[]): Field {
  const never = parts.find(({ kind }) => kind === "absent");
  return never ?? { kind: "list", parts };
}

/** Masks, shifts and the like. */
function computed(kind: string, field: Field, operands: readonly unknown[]): Field {
  if (field.kind !== "number")
    return field.kind === "name" || field.kind === "list" ? unknown : field;
  return operands.reduce<Field>((sum, operand) => {
    if (sum.kind !== "number") return sum;
    const value = numberOf(operand, field);
    return value === null ? unknown : operated(kind, sum, value);
  }, field);
}

function operated(kind: string, field: NumberField, value: bigint): Field {
  const { bits, known, size } = field;
  switch (kind) {
    case "&":
      return { ...field, bits: bits & value, known: (known | ~value) & ones(size) };
    case "|":
      return { ...field, bits: bits | value, known: (known | value) & ones(size) };
    case "^":
      return { ...field, bits: (bits ^ value) & ones(size) };
    case "<<": {
      const low = ones(Number(value));
      return {
        ...field,
        bits: (bits << value) & ones(size),
        known: ((known << value) | low) & ones(size),
      };
    }
    case ">>": {
      const high = ones(size) ^ (ones(size) >> value);
      return { ...field, bits: bits >> value, known: (known >> value) | high };
    }
    default:
      return unknown;
  }
}

/** `ip saddr` of one direction may stand as family and key. */
function connectionKey({ key, family }: Readonly<Record<string, unknown>>): string {
  return family === undefined ? String(key) : `${family} ${key}`;
}

/** What a map may give for a packet. */
export interface MapAnswer {
  /** Values of the elements whose key is, or may be, the packet's. */
  readonly values: readonly { readonly value: unknown; readonly held: Tristate }[];
  /** Whether there may be none: then the rule does not go on. */
  readonly isMiss: Tristate;
}

/** Looks a packet's key up in a map, of verdicts or of values. */
export function lookUp(
  { key, data }: Readonly<Record<string, unknown>>,
  state: PacketState,
  elementsOf: ElementsOf,
): MapAnswer {
  const field = fieldOf(key, state, elementsOf);
  const set = elementsIn(data, wholly(elementsOf, key, field));
  if (set === null) return { values: [], isMiss: "maybe" };
  if (field.kind === "absent") return { values: [], isMiss: "yes" };
  const found = candidates(field, set.elements);
  const open = candidates(field, set.transient).map(({ value }) => ({ value, held: maybe }));
  const sure = found.find(({ held }) => held === "yes");
  if (sure !== undefined && open.length === 0) return { values: [sure], isMiss: "no" };
  const values = [...found, ...open];
  const mayGrow = set.isGrowing || values.length > 0;
  return { values, isMiss: sure !== undefined ? "no" : mayGrow ? "maybe" : "yes" };
}

const maybe: Tristate = "maybe";

/**
 * Sets for a key: of one that is not whole it is known what the packet's own addresses are in, but
 * not what others are, such as parts of an address, or what NAT made of it.
 */
export function wholly(elementsOf: ElementsOf, key: unknown, field: Field): ElementsOf {
  const isPlain = isPlainKey(key) && isKnown(field);
  return (name) => {
    const set = elementsOf(name);
    return set?.isPartial && !isPlain ? { ...set, isGrowing: true } : set;
  };
}

function isPlainKey(key: unknown): boolean {
  if (!isRecord(key)) return false;
  const { concat } = key;
  if (Array.isArray(concat)) return concat.every(isPlainKey);
  return "payload" in key || "meta" in key || (isRecord(key.ct) && key.ct.key === "state");
}

function isKnown(field: Field): boolean {
  return field.kind === "list" ? field.parts.every(isKnown) : field.kind !== "unknown";
}

function elementsIn(data: unknown, elementsOf: ElementsOf): SetElements | null {
  if (typeof data === "string" && data.startsWith("@")) return elementsOf(data.slice(1));
  const inline = isRecord(data) && Array.isArray(data.set) ? data.set : null;
  return inline === null
    ? null
    : { elements: inline, transient: [], isGrowing: false, isPartial: false };
}

function candidates(field: Field, elements: readonly unknown[]): MapAnswer["values"] {
  const found: { value: unknown; held: Tristate }[] = [];
  let otherwise: { value: unknown; held: Tristate } | null = null;
  for (const element of elements) {
    if (!Array.isArray(element)) continue;
    const [key, value] = element;
    if (key === "*") otherwise = { value, held: "yes" };
    else {
      const held = keyHeld(field, key);
      if (held === "yes") return [{ value, held }];
      if (held !== "no") found.push({ value, held });
    }
  }
  if (otherwise === null) return found;
  return [...found, { ...otherwise, held: found.length === 0 ? "yes" : "maybe" }];
}

function keyHeld(field: Field, key: unknown): Tristate {
  if (field.kind !== "unknown") return isElement(field, key);
  return both(field.unlikely ? "unlikely" : "maybe", "maybe");
}

/** The value of a map of values; nothing goes on where there is none. */
function mapped(
  map: Readonly<Record<string, unknown>>,
  state: PacketState,
  elementsOf: ElementsOf,
): Field {
  const { values, isMiss } = lookUp(map, state, elementsOf);
  if (isMiss === "yes") return absent;
  const [only, ...others] = values;
  if (isMiss !== "no" || only === undefined || others.length > 0) return unknown;
  return typeof only.value === "number" ? numberField(only.value, 32) : unknown;
}

import { addressBits, prefixBits } from "./address.ts";
import { type Field, type NumberField, ones } from "./field.ts";
import { isRecord } from "./packet.ts";
import { both, certainly, either, inverted, type Tristate } from "./tristate.ts";

/** Elements of a named set: null where there is no such set in what was read. */
export type ElementsOf = (name: string) => SetElements | null;

export interface SetElements {
  readonly elements: readonly unknown[];
  /** Those that came or went while packets were sent. */
  readonly transient: readonly unknown[];
  /** A rule that the packet met may have added to it. */
  readonly isGrowing: boolean;
  /** Elements of other addresses than the packet's were left out. */
  readonly isPartial: boolean;
}

/** Compares a field as the `match` statement of libnftables-json(5) does. */
export function compared(
  field: Field,
  op: unknown,
  right: unknown,
  elementsOf: ElementsOf,
): Tristate {
  if (field.kind === "absent") return "no";
  if (field.kind === "unknown") return field.unlikely && op !== "!=" ? "unlikely" : "maybe";
  const held = heldBy(field, op, right, elementsOf);
  if (held !== "no") return held;
  const doubted = doubtful(field);
  return doubted !== null && heldBy(doubted, op, right, elementsOf) !== "no" ? "unlikely" : held;
}

/** The field without the bits that few packets have otherwise; null when there are none. */
function doubtful(field: Field): Field | null {
  if (field.kind === "number") {
    return field.doubt === 0n ? null : { ...field, known: field.known & ~field.doubt };
  }
  if (field.kind !== "list") return null;
  const parts = field.parts.map((part) => doubtful(part) ?? part);
  return parts.some((part, at) => part !== field.parts[at]) ? { ...field, parts } : null;
}

function heldBy(field: Field, op: unknown, right: unknown, elementsOf: ElementsOf): Tristate {
  switch (op) {
    case "==":
      return isOneOf(field, right, elementsOf);
    case "in":
      return field.kind === "number" && !isSet(right)
        ? anyBit(field, right)
        : isOneOf(field, right, elementsOf);
    case "!=":
      return inverted(isOneOf(field, right, elementsOf));
    case "!":
      return field.kind === "number" ? inverted(anyBit(field, right)) : "maybe";
    case "<":
    case ">":
    case "<=":
    case ">=":
      return field.kind === "number" ? ordered(op, field, numberOf(right, field)) : "maybe";
    default:
      return "maybe";
  }
}

function isSet(right: unknown): boolean {
  return (
    (typeof right === "string" && right.startsWith("@")) || (isRecord(right) && "set" in right)
  );
}

/** Any of the flags is set: the implicit operator of bit masks. */
function anyBit(field: NumberField, right: unknown): Tristate {
  const wanted = numberOf(right, field);
  if (wanted === null) return "maybe";
  if ((field.bits & field.known & wanted) !== 0n) return "yes";
  return (wanted & ~field.known & ones(field.size)) === 0n ? "no" : "maybe";
}

function isOneOf(field: Field, right: unknown, elementsOf: ElementsOf): Tristate {
  if (typeof right === "string" && right.startsWith("@")) {
    const set = elementsOf(right.slice(1));
    if (set === null) return "maybe";
    const held = amongElements(field, set.elements, elementsOf);
    if (held === "yes") return held;
    const isOpen = set.isGrowing || amongElements(field, set.transient, elementsOf) !== "no";
    return isOpen ? "maybe" : held;
  }
  if (isRecord(right) && Array.isArray(right.set)) {
    return amongElements(field, right.set, elementsOf);
  }
  return equals(field, right);
}

function amongElements(
  field: Field,
  elements: readonly unknown[],
  elementsOf: ElementsOf,
): Tristate {
  return either(
    elements.map((element) => {
      if (typeof element === "string" && element.startsWith("@")) {
        return isOneOf(field, element, elementsOf);
      }
      return isElement(field, element);
    }),
  );
}

/** One element of a set; "*" is every other one. */
export function isElement(field: Field, element: unknown): Tristate {
  if (element === "*") return "yes";
  if (isRecord(element) && isRecord(element.elem)) {
    const { val, ...more } = element.elem;
    const held = isElement(field, val);
    // Of these each element counts for itself, and matches only within its limits.
    const isLimited = ["limit", "quota", "ct count"].some((kind) => kind in more);
    return isLimited ? both(held, "maybe") : held;
  }
  return equals(field, element);
}

function equals(field: Field, right: unknown): Tristate {
  switch (field.kind) {
    case "name":
      return isNamed(field.name, right);
    case "list":
      return isConcatenation(field.parts, right);
    case "number":
      return isNumber(field, right);
    default:
      return "maybe";
  }
}

function isConcatenation(parts: readonly Field[], right: unknown): Tristate {
  if (!isRecord(right) || !Array.isArray(right.concat)) return "maybe";
  const { concat } = right;
  if (concat.length !== parts.length) return "maybe";
  return parts.map((part, at) => equals(part, concat[at])).reduce(both, "yes");
}

/** nft ends a beginning of names with "*", which a backslash makes a plain one. */
function isNamed(name: string, right: unknown): Tristate {
  if (typeof right !== "string") return "maybe";
  if (right.endsWith("\\*")) return certainly(name === `${right.slice(0, -2)}*`);
  return certainly(right.endsWith("*") ? name.startsWith(right.slice(0, -1)) : name === right);
}

function isNumber(field: NumberField, right: unknown): Tristate {
  if (isRecord(right)) {
    if (isRecord(right.prefix)) return inPrefix(field, right.prefix);
    if (Array.isArray(right.range)) return inRange(field, right.range);
  }
  if (isForeign(right, field)) return "no";
  if (typeof right === "string" && /^[0-9a-f.:]+\/\d+$/i.test(right)) {
    const prefix = prefixBits(right);
    if (prefix !== null)
      return samePrefix(field, prefix.address.bits, prefix.address.size, prefix.length);
  }
  return sameBits(field, numberOf(right, field), ones(field.size));
}

/** Whether the bits of a mask are those of a value. */
export function sameBits(field: NumberField, value: bigint | null, mask: bigint): Tristate {
  if (value === null) return "maybe";
  if (((field.bits ^ value) & field.known & mask) !== 0n) return "no";
  return (mask & ~field.known) === 0n ? "yes" : "maybe";
}

function inPrefix(field: NumberField, { addr, len }: Record<string, unknown>): Tristate {
  if (typeof len !== "number") return "maybe";
  const address = typeof addr === "string" ? addressBits(addr) : null;
  if (address !== null) return samePrefix(field, address.bits, address.size, len);
  const value = numberOf(addr, field);
  return value === null ? "maybe" : samePrefix(field, value, field.size, len);
}

function samePrefix(field: NumberField, bits: bigint, size: number, length: number): Tristate {
  if (size !== field.size) return "no";
  return sameBits(field, bits, ones(size) ^ ones(Math.max(0, size - length)));
}

function inRange(field: NumberField, [low, high]: readonly unknown[]): Tristate {
  if (isForeign(low, field)) return "no";
  return both(
    ordered(">=", field, numberOf(low, field)),
    ordered("<=", field, numberOf(high, field)),
  );
}

function ordered(op: string, field: NumberField, value: bigint | null): Tristate {
  if (value === null || field.known !== ones(field.size)) return "maybe";
  const { bits } = field;
  if (op === "<") return certainly(bits < value);
  if (op === ">") return certainly(bits > value);
  return certainly(op === "<=" ? bits <= value : bits >= value);
}

/** A value as rules write it: numbers, names, addresses, several flags; null for what else. */
export function numberOf(right: unknown, field: NumberField): bigint | null {
  if (typeof right === "number") return Number.isInteger(right) ? BigInt(right) : null;
  if (typeof right === "boolean") return right ? 1n : 0n;
  if (typeof right === "string") return textNumber(right, field);
  const parts = Array.isArray(right) ? right : isRecord(right) ? right["|"] : null;
  if (!Array.isArray(parts)) return null;
  let sum = 0n;
  for (const part of parts) {
    const value = numberOf(part, field);
    if (value === null) return null;
    sum |= value;
  }
  return sum;
}

function textNumber(text: string, field: NumberField): bigint | null {
  if (/^(?:\d+|0x[0-9a-f]+)$/i.test(text)) return BigInt(text);
  return addressBits(text)?.bits ?? field.names(text);
}

/** An address of the other family. */
function isForeign(right: unknown, { size }: NumberField): boolean {
  const address = typeof right === "string" ? addressBits(right) : null;
  return address !== null && address.size !== size;
}

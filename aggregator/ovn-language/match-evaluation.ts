import { parseMatch } from "./match-expression.ts";
import { type IntegerConstant, parseConstant } from "./match-lexer.ts";
import { bitsOfField, type MatchedPacket, textField } from "./match-packet.ts";
import { type MatchSymbol, matchSymbol } from "./match-symbols.ts";
import type { MatchComparison, MatchExpression, MatchValue } from "./match-tree.ts";

export type { MatchedPacket } from "./match-packet.ts";

/** What names in a match stand for; null when there is no such set or group. */
export interface MatchNames {
  /** Addresses and prefixes of `$name`; also `<group>_ip4`, which OVN makes of port groups. */
  addressSet(name: string): readonly string[] | null;
  /** Names of the ports of `@name`. */
  portGroup(name: string): readonly string[] | null;
  /** Whether `is_chassis_resident("port")` holds where the match is asked; not told when absent. */
  isResident?(port: string): Ternary;
}

/** true, false, or null when it cannot be told. */
export type Ternary = boolean | null;

/**
 * Evaluates a match for a packet, as the logical flow of it would match. OVN refuses a match as a
 * whole: for a name that is not there (which is not held against it here), for an address that has
 * no room in its field.
 */
export function evaluateMatch(
  expression: MatchExpression,
  packet: MatchedPacket,
  names: MatchNames,
): Ternary {
  const fitting = allOf(comparisonsOf(expression).map((one) => isFitting(one, names)));
  return allOf([fitting, evaluate(expression, packet, names)]);
}

function comparisonsOf(expression: MatchExpression): readonly MatchComparison[] {
  if (expression.kind === "and" || expression.kind === "or") {
    return expression.parts.flatMap(comparisonsOf);
  }
  return expression.kind === "comparison" ? [expression] : [];
}

/** Whether OVN accepts the sets of a comparison; null where one is not there. */
function isFitting({ symbol, values }: MatchComparison, names: MatchNames): Ternary {
  return allOf(
    values.map((value) => {
      if (value.kind === "group") return names.portGroup(value.text) === null ? null : true;
      const members = value.kind === "set" ? setOf(value.text, names) : [];
      return members === null ? null : members.every(({ width }) => width <= symbol.width);
    }),
  );
}

function evaluate(expression: MatchExpression, packet: MatchedPacket, names: MatchNames): Ternary {
  switch (expression.kind) {
    case "and":
      return allOf(expression.parts.map((part) => evaluate(part, packet, names)));
    case "or":
      return anyOf(expression.parts.map((part) => evaluate(part, packet, names)));
    case "constant":
      return expression.value;
    case "comparison":
      return compare(expression, packet, names);
    case "resident": {
      const isResident = names.isResident?.(expression.port) ?? null;
      return expression.isNegated ? not(isResident) : isResident;
    }
    case "unknown":
      return null;
    case "refused":
      return false;
  }
}

/**
 * A comparison brings along what its field needs: `tcp.dst != 80` is TCP. Only one with an empty
 * set is decided without the packet (OVN lib/expr.c, make_cmp).
 */
function compare(comparison: MatchComparison, packet: MatchedPacket, names: MatchNames): Ternary {
  const { symbol, operator, values } = comparison;
  const isIn = memberOf(comparison, packet, names);
  const isEmpty = values.every((value) => sizeOf(value, names) === 0);
  if (isEmpty) return operator === "!=";
  const holds = operator === "!=" ? not(isIn) : isIn;
  return allOf([holds, prerequisite(symbol, packet, names)]);
}

/** The prerequisites of a field, and of the field that it is a part of. */
function prerequisite(symbol: MatchSymbol, packet: MatchedPacket, names: MatchNames): Ternary {
  const own = symbol.prerequisite === null ? true : condition(symbol.prerequisite, packet, names);
  const parent = symbol.parent === null ? null : matchSymbol(symbol.parent.name);
  return parent === null ? own : allOf([own, prerequisite(parent, packet, names)]);
}

const conditions = new Map<string, MatchExpression | null>();

/** What a condition stands for, or a field needs. */
function condition(text: string, packet: MatchedPacket, names: MatchNames): Ternary {
  let expression = conditions.get(text);
  if (expression === undefined) {
    expression = parseMatch(text);
    conditions.set(text, expression);
  }
  return expression === null ? null : evaluate(expression, packet, names);
}

/** Whether the comparison holds of a value: `==` of any, an order of the only one. */
function memberOf(comparison: MatchComparison, packet: MatchedPacket, names: MatchNames): Ternary {
  const { symbol, values, operator } = comparison;
  if (symbol.width === 0) return isText(textField(packet, symbol.name), values, names);
  if (symbol.expansion !== null) {
    const holds = condition(symbol.expansion, packet, names);
    const asked = (constant: IntegerConstant): Ternary =>
      (constant.value & 1n) === 1n ? holds : not(holds);
    return anyOf(values.map((value) => anyConstant(value, names, asked)));
  }
  const bits = bitsOf(comparison, packet);
  if (bits === undefined) return null;
  const test = (constant: IntegerConstant): boolean =>
    operator === "==" || operator === "!="
      ? isEqual(bits, constant, comparison.bits)
      : isOrdered(bits, operator, constant.value);
  return anyOf(values.map((value) => anyConstant(value, names, test)));
}

function bitsOf({ symbol, low, bits }: MatchComparison, packet: MatchedPacket): bigint | undefined {
  const own = bitsOfField(packet, symbol.name);
  const whole = symbol.parent === null ? undefined : bitsOfField(packet, symbol.parent.name);
  const value = own ?? (whole === undefined ? undefined : whole >> BigInt(symbol.parent?.low ?? 0));
  return value === undefined ? undefined : (value >> BigInt(low)) & ones(bits);
}

/** OVN takes of a constant as many bits as are compared. */
function isEqual(value: bigint, constant: IntegerConstant, bits: number): boolean {
  const mask = (constant.mask ?? ones(bits)) & ones(bits);
  return (value & mask) === (constant.value & mask);
}

function isOrdered(value: bigint, operator: "<" | "<=" | ">" | ">=", wanted: bigint): boolean {
  if (operator === "<") return value < wanted;
  if (operator === "<=") return value <= wanted;
  return operator === ">" ? value > wanted : value >= wanted;
}

function isText(
  text: string | undefined,
  values: readonly MatchValue[],
  names: MatchNames,
): Ternary {
  return anyOf(
    values.map((value) => {
      if (value.kind === "integer" || value.kind === "set") return null;
      const members = value.kind === "string" ? [value.text] : names.portGroup(value.text);
      if (members === null || (text === undefined && members.length > 0)) return null;
      return text !== undefined && members.includes(text);
    }),
  );
}

function anyConstant(
  value: MatchValue,
  names: MatchNames,
  test: (constant: IntegerConstant) => Ternary,
): Ternary {
  if (value.kind === "integer") return test(value.constant);
  const members = value.kind === "set" ? setOf(value.text, names) : null;
  return members === null ? null : anyOf(members.map(test));
}

function sizeOf(value: MatchValue, names: MatchNames): number | null {
  if (value.kind === "set") return setOf(value.text, names)?.length ?? null;
  return value.kind === "group" ? (names.portGroup(value.text)?.length ?? null) : 1;
}

const setsRead = new WeakMap<readonly string[], readonly IntegerConstant[]>();

/** The members of an address set; what is no number is left out, as OVN does. */
function setOf(name: string, names: MatchNames): readonly IntegerConstant[] | null {
  const texts = names.addressSet(name);
  if (texts === null) return null;
  const read = setsRead.get(texts) ?? texts.flatMap((text) => parseConstant(text) ?? []);
  setsRead.set(texts, read);
  return read;
}

function ones(bits: number): bigint {
  return (1n << BigInt(bits)) - 1n;
}

function not(value: Ternary): Ternary {
  return value === null ? null : !value;
}

function allOf(values: readonly Ternary[]): Ternary {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

function anyOf(values: readonly Ternary[]): Ternary {
  if (values.includes(true)) return true;
  return values.includes(null) ? null : false;
}

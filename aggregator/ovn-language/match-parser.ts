import type { MatchToken } from "./match-lexer.ts";
import { type MatchSymbol, matchSymbol } from "./match-symbols.ts";
import type {
  ComparisonOperator,
  MatchComparison,
  MatchExpression,
  MatchValue,
  RefusedMatch,
} from "./match-tree.ts";

/** Brackets within brackets that OVN reads. */
const maxDepth = 100;

const operators: readonly string[] = ["==", "!=", "<", "<=", ">", ">="];

/** Reading stopped: `why` is what OVN refuses, null where the text is no match at all. */
class Stop extends Error {
  readonly why: RefusedMatch | null;

  constructor(why: RefusedMatch | null) {
    super(why ?? "");
    this.why = why;
  }
}

interface Field {
  readonly name: string;
  /** Null for a name that is not known. */
  readonly symbol: MatchSymbol | null;
  readonly low: number;
  readonly bits: number;
}

interface Values {
  readonly list: readonly MatchValue[];
  readonly isBraced: boolean;
}

/** Reads a match as OVN does (lib/expr.c): the same grammar, the same objections. */
export class MatchParser {
  readonly #tokens: readonly MatchToken[];
  #next = 0;
  #depth = 0;
  /** Inside an odd number of `!`. */
  #isNegated = false;

  constructor(tokens: readonly MatchToken[]) {
    this.#tokens = tokens;
  }

  /** Null for what is no match; `refused` for what OVN reads and then refuses. */
  parse(): MatchExpression | null {
    try {
      const expression = this.#list();
      return this.#next === this.#tokens.length ? expression : null;
    } catch (thrown) {
      if (!(thrown instanceof Stop)) throw thrown;
      return thrown.why === null ? null : { kind: "refused", why: thrown.why };
    }
  }

  #list(): MatchExpression {
    const first = this.#unary();
    const operator = this.#accept("&&") ?? this.#accept("||");
    if (operator === null) return first;
    const parts = [first];
    do parts.push(this.#unary());
    while (this.#accept(operator) !== null);
    if (this.#peek("&&") || this.#peek("||")) throw new Stop("and-with-or");
    return { kind: operator === "&&" ? "and" : "or", parts };
  }

  #unary(): MatchExpression {
    if (this.#accept("!") === null) return this.#primary().expression;
    this.#isNegated = !this.#isNegated;
    const { expression, isAtomic } = this.#primary();
    this.#isNegated = !this.#isNegated;
    if (!isAtomic) throw new Stop("bare-not");
    return negated(expression);
  }

  #primary(): { readonly expression: MatchExpression; readonly isAtomic: boolean } {
    if (this.#accept("(") !== null) return { expression: this.#inBrackets(), isAtomic: true };
    const token = this.#tokens[this.#next];
    if (token?.kind !== "id") return this.#constantFirst();
    const after = this.#tokens[this.#next + 1];
    if (after?.kind === "symbol" && after.text === "(") {
      return { expression: this.#residence(token.text), isAtomic: true };
    }
    const field = this.#field();
    const operator = this.#operator();
    if (operator === null) return { expression: this.#bareField(field), isAtomic: true };
    return { expression: this.#compare(field, operator, this.#values()), isAtomic: false };
  }

  #inBrackets(): MatchExpression {
    if (++this.#depth > maxDepth) throw new Stop(null);
    const expression = this.#list();
    this.#expect(")");
    this.#depth -= 1;
    return expression;
  }

  #residence(name: string): MatchExpression {
    if (name !== "is_chassis_resident") throw new Stop(null);
    this.#next += 2;
    const port = this.#tokens[this.#next++];
    if (port?.kind !== "string") throw new Stop(null);
    this.#expect(")");
    return { kind: "resident", port: port.text, isNegated: false };
  }

  /** `0`, `1`, `80 == tcp.dst`, `80 <= tcp.dst <= 90`. */
  #constantFirst(): { readonly expression: MatchExpression; readonly isAtomic: boolean } {
    const values = this.#values();
    const [only] = values.list;
    const first = this.#operator();
    if (first === null) {
      const constant = only?.kind === "integer" && !values.isBraced ? only.constant : null;
      if (constant === null || !constant.isDecimal || constant.value > 1n) throw new Stop(null);
      return { expression: { kind: "constant", value: constant.value === 1n }, isAtomic: true };
    }
    const field = this.#field();
    const second = this.#operator();
    if (second === null) {
      return { expression: this.#compare(field, turned(first), values), isAtomic: false };
    }
    const others = this.#values();
    if (!isRange(first, second)) throw new Stop("range");
    const parts = [
      this.#compare(field, turned(first), values),
      this.#compare(field, second, others),
    ];
    return { expression: { kind: "and", parts }, isAtomic: false };
  }

  /** A field by itself is not zero. */
  #bareField(field: Field): MatchExpression {
    if (field.symbol === null) return { kind: "unknown", field: field.name };
    if (field.bits === 0) throw new Stop(null);
    if (field.bits > 1 && !this.#isNegated) throw new Stop("not-a-condition");
    const zero = { value: 0n, mask: null, width: 0, isDecimal: false };
    const list = [{ kind: "integer" as const, constant: zero }];
    return this.#compare(field, "!=", { list, isBraced: false });
  }

  #compare(field: Field, operator: ComparisonOperator, values: Values): MatchExpression {
    const { symbol, name, low, bits } = field;
    if (symbol === null) return { kind: "unknown", field: name };
    if (values.list.some((value) => !fits(symbol, value))) throw new Stop("wrong-type");
    const isEquality = operator === "==" || operator === "!=";
    // Ordered by a set: which of its members counts differs with what is in it.
    if (!isEquality && !values.isBraced && values.list.some(({ kind }) => kind === "set")) {
      return { kind: "unknown", field: name };
    }
    if (!isEquality && !hasOrder(symbol, values)) throw new Stop("no-order");
    if (symbol.level === "nominal" && !this.#isPositive(symbol, operator, values.list)) {
      throw new Stop("nominal");
    }
    return { kind: "comparison", field: name, symbol, low, bits, operator, values: values.list };
  }

  /** Nominal fields are tested for equality alone, with the `!` around them counted. */
  #isPositive(
    symbol: MatchSymbol,
    operator: ComparisonOperator,
    values: readonly MatchValue[],
  ): boolean {
    const isNot = (operator === "!=") !== this.#isNegated;
    if (symbol.expansion === null) return !isNot;
    const isOne = (value: MatchValue): boolean =>
      value.kind === "integer" && (value.constant.value & 1n) === 1n;
    return values.every((value) => isOne(value) !== isNot);
  }

  #field(): Field {
    const token = this.#tokens[this.#next++];
    if (token?.kind !== "id") throw new Stop(null);
    const symbol = matchSymbol(token.text);
    const whole = { name: token.text, symbol, low: 0, bits: symbol?.width ?? 0 };
    if (this.#accept("[") === null) return whole;
    const low = this.#bit();
    const high = this.#accept("..") === null ? low : this.#bit();
    this.#expect("]");
    if (symbol === null) return whole;
    if (low > high || high >= symbol.width) throw new Stop("bits");
    const isPart = low !== 0 || high !== symbol.width - 1;
    if (symbol.level === "nominal" && isPart) throw new Stop("bits");
    return { ...whole, low, bits: high - low + 1 };
  }

  #bit(): number {
    const token = this.#tokens[this.#next++];
    if (token?.kind !== "integer" || !token.isDecimal || token.value > 65_535n) {
      throw new Stop(null);
    }
    return Number(token.value);
  }

  #values(): Values {
    if (this.#accept("{") === null) return { list: [this.#value()], isBraced: false };
    const list: MatchValue[] = [];
    do {
      list.push(this.#value());
      this.#accept(",");
    } while (this.#accept("}") === null);
    const texts = list.filter(isText).length;
    if (texts !== 0 && texts !== list.length) throw new Stop("wrong-type");
    return { list, isBraced: true };
  }

  #value(): MatchValue {
    const token = this.#tokens[this.#next++];
    switch (token?.kind) {
      case "integer":
        return { kind: "integer", constant: token };
      case "string":
      case "set":
      case "group":
        return { kind: token.kind, text: token.text };
      default:
        throw new Stop(null);
    }
  }

  #operator(): ComparisonOperator | null {
    const token = this.#tokens[this.#next];
    if (token?.kind !== "symbol" || !operators.includes(token.text)) return null;
    this.#next += 1;
    return token.text as ComparisonOperator;
  }

  #peek(text: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === "symbol" && token.text === text;
  }

  #accept(text: "&&" | "||" | "!" | "(" | "{" | "}" | "," | "[" | ".."): typeof text | null {
    if (!this.#peek(text)) return null;
    this.#next += 1;
    return text;
  }

  #expect(text: ")" | "]"): void {
    if (!this.#peek(text)) throw new Stop(null);
    this.#next += 1;
  }
}

function isText(value: MatchValue): boolean {
  return value.kind === "string" || value.kind === "group";
}

function fits(symbol: MatchSymbol, value: MatchValue): boolean {
  if (isText(value) !== (symbol.width === 0)) return false;
  return value.kind !== "integer" || value.constant.width <= symbol.width;
}

function hasOrder(symbol: MatchSymbol, { list, isBraced }: Values): boolean {
  if (isBraced || symbol.level !== "ordinal") return false;
  return list.every((value) => value.kind === "integer" && value.constant.mask === null);
}

function isRange(first: ComparisonOperator, second: ComparisonOperator): boolean {
  const direction = (one: ComparisonOperator): string => one.charAt(0);
  return direction(first) === direction(second) && /^[<>]/.test(first);
}

/** The operator when its sides change places. */
function turned(operator: ComparisonOperator): ComparisonOperator {
  const other = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!=" } as const;
  return other[operator];
}

const opposite = { "==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">" } as const;

function negated(expression: MatchExpression): MatchExpression {
  switch (expression.kind) {
    case "and":
    case "or": {
      const kind = expression.kind === "and" ? "or" : "and";
      return { kind, parts: expression.parts.map(negated) };
    }
    case "constant":
      return { kind: "constant", value: !expression.value };
    case "comparison":
      return { ...expression, operator: opposite[expression.operator] } satisfies MatchComparison;
    case "resident":
      return { ...expression, isNegated: !expression.isNegated };
    default:
      return expression;
  }
}

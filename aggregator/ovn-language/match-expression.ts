/** A match of the OVN expression language (ovn-sb(5), Logical_Flow match), parsed. */
export type MatchExpression =
  | { readonly kind: "and" | "or"; readonly parts: readonly MatchExpression[] }
  | { readonly kind: "not"; readonly part: MatchExpression }
  | { readonly kind: "field"; readonly field: string }
  | {
      readonly kind: "comparison";
      readonly field: string;
      readonly operator: ComparisonOperator;
      /** Constants, `$address_set`, `@port_group`, `"text"`; a braced set has several. */
      readonly values: readonly string[];
    };

export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

const symbol = /&&|\|\||==|!=|<=|>=|[<>!(){},]/;
const quoted = /"(?:[^"\\]|\\.)*"/;
const word = /[$@]?[A-Za-z0-9_.:/-]+(?:\[\d+(?:\.\.\d+)?\])?/;
const tokenPattern = new RegExp(`\\s*(${symbol.source}|${quoted.source}|${word.source})`, "y");
const maxTokens = 20_000;
const maxDepth = 100;

/** Parses a match; null when it uses something that this reader does not know. */
export function parseMatch(text: string): MatchExpression | null {
  const tokens = tokenize(text);
  if (tokens === null) return null;
  const parser = new MatchParser(tokens);
  const expression = parser.parseOr(0);
  return parser.isAtEnd ? expression : null;
}

function tokenize(text: string): readonly string[] | null {
  const tokens: string[] = [];
  const trimmed = text.trimEnd();
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < trimmed.length) {
    const token = tokenPattern.exec(trimmed)?.[1];
    if (token === undefined || tokens.length >= maxTokens) return null;
    tokens.push(token);
  }
  return tokens;
}

class MatchParser {
  readonly #tokens: readonly string[];
  #next = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#next === this.#tokens.length;
  }

  parseOr(depth: number): MatchExpression | null {
    return this.#parseList("||", "or", () => this.#parseAnd(depth));
  }

  #parseAnd(depth: number): MatchExpression | null {
    return this.#parseList("&&", "and", () => this.#parseUnary(depth));
  }

  #parseList(
    operator: string,
    kind: "and" | "or",
    parsePart: () => MatchExpression | null,
  ): MatchExpression | null {
    const parts: MatchExpression[] = [];
    do {
      const part = parsePart();
      if (part === null) return null;
      parts.push(part);
    } while (this.#accept(operator));
    return parts.length === 1 ? (parts[0] ?? null) : { kind, parts };
  }

  #parseUnary(depth: number): MatchExpression | null {
    if (depth > maxDepth) return null;
    if (this.#accept("!")) {
      const part = this.#parseUnary(depth + 1);
      return part === null ? null : { kind: "not", part };
    }
    if (this.#accept("(")) {
      const inner = this.parseOr(depth + 1);
      return this.#accept(")") ? inner : null;
    }
    return this.#parseComparison();
  }

  /** `field`, `field == value`, and as a constant may come first, `value == field`. */
  #parseComparison(): MatchExpression | null {
    const left = this.#parseOperand();
    if (left === null) return null;
    const operator = this.#acceptOperator();
    const [field] = left;
    if (operator === null) {
      const isField = left.length === 1 && field !== undefined && isFieldName(field);
      if (isField) return { kind: "field", field };
      return left[0] === "1" ? { kind: "and", parts: [] } : null;
    }
    const right = this.#parseOperand();
    if (right === null) return null;
    const [other] = right;
    if (left.length === 1 && field !== undefined && isFieldName(field)) {
      return { kind: "comparison", field, operator, values: right };
    }
    if (right.length === 1 && other !== undefined && isFieldName(other)) {
      return { kind: "comparison", field: other, operator: mirrored(operator), values: left };
    }
    return null;
  }

  #parseOperand(): readonly string[] | null {
    if (!this.#accept("{")) {
      const token = this.#tokens[this.#next++];
      return token === undefined || /^[&|=!<>(){},]/.test(token) ? null : [token];
    }
    const values: string[] = [];
    while (!this.#accept("}")) {
      const token = this.#tokens[this.#next++];
      if (token === undefined || /^[&|=!<>(){}]/.test(token)) return null;
      if (token !== ",") values.push(token);
    }
    return values;
  }

  #acceptOperator(): ComparisonOperator | null {
    for (const operator of ["==", "!=", "<=", ">=", "<", ">"] as const) {
      if (this.#accept(operator)) return operator;
    }
    return null;
  }

  #accept(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next += 1;
    return true;
  }
}

function isFieldName(token: string): boolean {
  return /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\[\d+(\.\.\d+)?\])?$/.test(token);
}

function mirrored(operator: ComparisonOperator): ComparisonOperator {
  const swapped = { "<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!=" } as const;
  return swapped[operator];
}

import type { IntegerConstant } from "./match-lexer.ts";
import type { MatchSymbol } from "./match-symbols.ts";

/**
 * A match of the OVN expression language (ovn-sb(5), Logical_Flow match), parsed. A `!` is carried
 * out: OVN turns comparisons round before it adds what fields need, so that `!(tcp.dst == 80)` is
 * TCP to another port.
 */
export type MatchExpression =
  | { readonly kind: "and" | "or"; readonly parts: readonly MatchExpression[] }
  | { readonly kind: "constant"; readonly value: boolean }
  | MatchComparison
  /** `is_chassis_resident("port")`. */
  | { readonly kind: "resident"; readonly port: string; readonly isNegated: boolean }
  /** A name that this reader does not know, compared with something. */
  | { readonly kind: "unknown"; readonly field: string }
  /**
   * The whole match, which OVN refuses: ovn-controller then leaves the logical flow out, so that no
   * packet ever matches.
   */
  | { readonly kind: "refused"; readonly why: RefusedMatch };

export interface MatchComparison {
  readonly kind: "comparison";
  /** As written, without brackets. */
  readonly field: string;
  readonly symbol: MatchSymbol;
  /** Of `field[low..high]`, which part. */
  readonly low: number;
  readonly bits: number;
  /** `==`: one of the values; `!=`: none of them. */
  readonly operator: ComparisonOperator;
  readonly values: readonly MatchValue[];
}

export type MatchValue =
  | { readonly kind: "integer"; readonly constant: IntegerConstant }
  | { readonly kind: "string" | "set" | "group"; readonly text: string };

export type ComparisonOperator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/** What OVN objects to (OVN lib/expr.c). */
export type RefusedMatch =
  /** "&& and || must be parenthesized when used together". */
  | "and-with-or"
  /** "Missing parentheses around operand of !". */
  | "bare-not"
  /** Only tested for equality, and never negated: `inport`, `ip.proto`, `tcp`, `arp` … */
  | "nominal"
  /** `<` with a set, a mask, or a field that has no order. */
  | "no-order"
  /** A number where the field is a text, or one that the field has no room for. */
  | "wrong-type"
  /** `1 == field == 2`, `1 < field > 2`. */
  | "range"
  /** `field[9..2]`, `field[40]` of 32 bits, a part of a text. */
  | "bits"
  /** A field of several bits without "!= 0". */
  | "not-a-condition";

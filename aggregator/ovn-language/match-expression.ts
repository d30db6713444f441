import { tokenizeMatch } from "./match-lexer.ts";
import { MatchParser } from "./match-parser.ts";
import type { MatchExpression } from "./match-tree.ts";

/** Parses a match; null for text that is none. */
export function parseMatch(text: string): MatchExpression | null {
  const tokens = tokenizeMatch(text);
  return tokens === null ? null : new MatchParser(tokens).parse();
}

/** Brackets within brackets, beyond which parts of an unreadable match are not looked for. */
const maxDepth = 20;

/**
 * Parses a match of which parts may be unreadable: those stay unknown, so that the others can still
 * tell that a packet is not meant.
 */
export function parseLeniently(text: string, depth = 0): MatchExpression {
  const whole = parseMatch(text);
  if (whole !== null) return whole;
  if (depth > maxDepth) return { kind: "unknown", field: "" };
  for (const operator of ["&&", "||"] as const) {
    const pieces = splitAtTop(text, operator);
    if (pieces === null || pieces.length === 1) continue;
    const kind = operator === "&&" ? "and" : "or";
    return { kind, parts: pieces.map((piece) => parseLeniently(piece, depth + 1)) };
  }
  const inside = /^\s*\((?<inside>.*)\)\s*$/s.exec(text)?.groups?.inside;
  const isWhole = inside !== undefined && splitAtTop(inside, "&&", "||") !== null;
  return isWhole ? parseLeniently(inside, depth + 1) : { kind: "unknown", field: "" };
}

/**
 * Splits where no bracket is open; null where brackets do not fit, or where the other operator
 * stands beside it.
 */
function splitAtTop(
  text: string,
  operator: "&&" | "||",
  allowed: "&&" | "||" = operator,
): readonly string[] | null {
  const pieces: string[] = [];
  let start = 0;
  let depth = 0;
  for (const { 0: found, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|&&|\|\||[(){}[\]]/g)) {
    if (/^[({[]$/.test(found)) depth += 1;
    else if (/^[)}\]]$/.test(found)) depth -= 1;
    else if (depth === 0 && found === operator) {
      pieces.push(text.slice(start, index));
      start = index + operator.length;
    } else if (depth === 0 && !found.startsWith('"') && found !== allowed) return null;
    if (depth < 0) return null;
  }
  return depth === 0 ? [...pieces, text.slice(start)] : null;
}

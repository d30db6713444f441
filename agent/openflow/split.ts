/**
 * Splits text as OVS prints it: commas separate, `()`, `[]` and `{}` nest, and double quotes (names
 * of ports, RFC 8259 escapes) hide all of them.
 *
 * Unbalanced brackets never lose text: what is left over belongs to the last piece.
 */
export function splitTopLevel(text: string): string[] {
  if (text === "") return [];
  if (!/[([{"]/.test(text)) return text.split(",");
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = endOfPiece(text, at);
    pieces.push(text.slice(at, end));
    at = end + 1;
    if (end === text.length - 1) pieces.push("");
  }
  return pieces;
}

/** Index of the first comma at or after `from` outside brackets and quotes, or the length. */
export function endOfPiece(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (isPlain(char)) continue;
    if (char === comma) {
      if (depth === 0) return at;
    } else if (isOpening(char)) depth++;
    else if (isClosing(char)) depth = Math.max(0, depth - 1);
    else if (char === quote) at = endOfQuoted(text, at);
  }
  return text.length;
}

/**
 * Takes `name(inside)` apart; null when the text is no such call, also when the brackets do not
 * close at the very end.
 */
export function parseCall(text: string): { name: string; inside: string } | null {
  const open = text.indexOf("(");
  if (open < 0 || !text.endsWith(")")) return null;
  const name = text.slice(0, open);
  if (!/^[A-Za-z0-9_]*$/.test(name)) return null;
  const close = closingOf(text, open);
  return close === text.length - 1 ? { name, inside: text.slice(open + 1, close) } : null;
}

/** Index of the bracket that closes the one at `open`, or -1. */
export function closingOf(text: string, open: number): number {
  // Mostly nothing nests, and native searches are faster than the loop.
  const close = text.indexOf(")", open);
  const nested = text.indexOf("(", open + 1);
  const quoted = text.indexOf('"', open);
  if ((nested < 0 || nested > close) && (quoted < 0 || quoted > close)) return close;
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (isPlain(char)) continue;
    if (isOpening(char)) depth++;
    else if (isClosing(char) && --depth <= 0) return at;
    else if (char === quote) at = endOfQuoted(text, at);
  }
  return -1;
}

const comma = 0x2c;
const quote = 0x22;
const backslash = 0x5c;

/** Index of the closing quote; the last character where there is none. */
function endOfQuoted(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === backslash) at++;
    else if (char === quote) return at;
  }
  return text.length - 1;
}

/** From "-" to "Z" and from "^" to "z": digits and letters, of which most text is. */
function isPlain(char: number): boolean {
  return (char > 0x2c && char < 0x5b) || (char > 0x5d && char < 0x7b);
}

function isOpening(char: number): boolean {
  return char === 0x28 || char === 0x5b || char === 0x7b;
}

function isClosing(char: number): boolean {
  return char === 0x29 || char === 0x5d || char === 0x7d;
}

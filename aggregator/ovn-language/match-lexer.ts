import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** A token of the OVN expression language (ovn-sb(5), "Logical_Flow match"; OVN lib/lex.c). */
export type MatchToken =
  | { readonly kind: "symbol" | "id"; readonly text: string }
  /** `$set`, `@group`, `^template`; without the sign. */
  | { readonly kind: "set" | "group" | "template"; readonly text: string }
  /** `"text"`, unescaped. */
  | { readonly kind: "string"; readonly text: string }
  | ({ readonly kind: "integer"; readonly text: string } & IntegerConstant);

/** An integer in any of its forms: `80`, `0x50`, an Ethernet or IP address; also with a mask. */
export interface IntegerConstant {
  /** Without the bits that the mask leaves out. */
  readonly value: bigint;
  readonly mask: bigint | null;
  /** Bits that a field must have to be compared with it. */
  readonly width: number;
  readonly isDecimal: boolean;
}

interface Unmasked {
  readonly value: bigint;
  readonly format: "decimal" | "hexadecimal" | "ipv4" | "ipv6" | "ethernet";
}

const maxTokens = 100_000;
const blank = /(?:\s|\/\/[^\n]*|\/\*[^\n]*?\*\/)+/y;
const symbol = /&&|\|\||==|!=|<=|>=|\.\.|[<>!(){}[\],]/y;
const quoted = /"(?:[^"\\]|\\.)*"/y;
const named = /[$@^]?[A-Za-z_.][A-Za-z0-9_.]*/y;
/** An identifier never has a colon behind what could be hexadecimal digits. */
const digits = /(?=[0-9]|::|[0-9a-fA-F]+:)(?:[0-9a-zA-Z:]|\.(?!\.))+/y;
const ethernet = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i;

/** Cuts a match into tokens; null where OVN's lexer would stop, too. */
export function tokenizeMatch(text: string): readonly MatchToken[] | null {
  const tokens: MatchToken[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? null;
    at += found?.length ?? 0;
    return found;
  };
  for (take(blank); at < text.length; take(blank)) {
    if (tokens.length >= maxTokens) return null;
    const token = symbolOf(take(symbol)) ?? stringOf(take(quoted)) ?? integer(take, text, () => at);
    const found = token ?? nameOf(take(named));
    if (found === null) return null;
    tokens.push(found);
  }
  return tokens;
}

function symbolOf(text: string | null): MatchToken | null {
  return text === null ? null : { kind: "symbol", text };
}

function stringOf(text: string | null): MatchToken | null {
  if (text === null) return null;
  try {
    return { kind: "string", text: String(JSON.parse(text)) };
  } catch {
    return null;
  }
}

const kinds = new Map([
  ["$", "set"],
  ["@", "group"],
  ["^", "template"],
] as const);

function nameOf(text: string | null): MatchToken | null {
  if (text === null) return null;
  const kind = kinds.get(text.charAt(0) as "$");
  return kind === undefined ? { kind: "id", text } : { kind, text: text.slice(1) };
}

/** A number, and the mask behind a slash. */
function integer(
  take: (pattern: RegExp) => string | null,
  whole: string,
  at: () => number,
): MatchToken | null {
  const start = at();
  const value = take(digits);
  if (value === null) return null;
  const mask = take(/\//y) === null ? null : take(digits);
  const text = whole.slice(start, at());
  const constant = text.endsWith("/") ? null : constantOf(value, mask);
  // What OVN cannot read as a number stands for no token at all.
  return constant === null ? null : { kind: "integer", text, ...constant };
}

/** An integer as an address set or a match has it: `10.16.0.0/16`, `::1`, `80`; null for others. */
export function parseConstant(text: string): IntegerConstant | null {
  const [value = "", mask = null, more] = text.trim().split("/");
  return more === undefined ? constantOf(value, mask) : null;
}

function constantOf(valueText: string, maskText: string | null): IntegerConstant | null {
  const number = unmasked(valueText);
  if (number === null) return null;
  if (maskText === null) {
    const width = { ipv4: 32, ipv6: 128, ethernet: 48 }[number.format as "ipv4"];
    const isDecimal = number.format === "decimal";
    return { value: number.value, mask: null, width: width ?? widthOf(number.value), isDecimal };
  }
  const written = unmasked(maskText);
  const mask = written === null ? null : maskOf(number, written);
  if (mask === null) return null;
  return { value: number.value & mask, mask, width: widthOf(mask), isDecimal: false };
}

function unmasked(text: string): Unmasked | null {
  if (ethernet.test(text)) {
    return { value: BigInt(`0x${text.replaceAll(":", "")}`), format: "ethernet" };
  }
  if (/^(0|[1-9][0-9]*)$/.test(text)) {
    const value = BigInt(text);
    return value < 1n << 64n ? { value, format: "decimal" } : null;
  }
  if (/^0x[0-9a-f]+$/i.test(text)) {
    const value = BigInt(text);
    return widthOf(value) <= 1024 ? { value, format: "hexadecimal" } : null;
  }
  const value = addressBits(text);
  return value === null ? null : { value, format: isIPv4(text) ? "ipv4" : "ipv6" };
}

/** An IP address as the number that it is; null for anything else. */
export function addressBits(text: string): bigint | null {
  if (!isIPv4(text) && !(isIPv6(text) && !text.includes("%"))) return null;
  const bytes = ipaddr.parse(text).toByteArray();
  return bytes.reduce((bits, byte) => (bits << 8n) | BigInt(byte), 0n);
}

/** A mask is written as the value is, or as the length of a prefix, or in hexadecimal behind 0. */
function maskOf(number: Unmasked, mask: Unmasked): bigint | null {
  if (number.format === mask.format) return mask.value;
  const bits = number.format === "ipv4" ? 32n : number.format === "ipv6" ? 128n : null;
  if (bits !== null && mask.format === "decimal" && mask.value <= bits) {
    return ((1n << mask.value) - 1n) << (bits - mask.value);
  }
  const isBare = number.format === "decimal" && number.value === 0n;
  return isBare && mask.format === "hexadecimal" ? mask.value : null;
}

function widthOf(value: bigint): number {
  return value === 0n ? 0 : value.toString(2).length;
}

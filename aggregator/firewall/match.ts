import ipaddr from "ipaddr.js";
import { type FieldValue, type FirewallPacket, fieldOf, isRecord, numberOf } from "./packet.ts";
import { both, inverted, type Tristate } from "./tristate.ts";

export type ElementsOf = (name: string) => readonly unknown[] | null;

/** Evaluates the `match` statement of libnftables-json(5). */
export function matches(
  statement: unknown,
  packet: FirewallPacket,
  elementsOf: ElementsOf,
): Tristate {
  if (!isRecord(statement)) return "maybe";
  const { op, left, right } = statement;
  const field = fieldOf(left, packet);
  if (!field.known) return field.unlikely && op !== "!=" ? "unlikely" : "maybe";
  const asker = { value: field.value, isV6: packet.source.includes(":"), elementsOf };
  switch (op) {
    case "==":
    case "in":
      return holds(asker, right);
    case "!=":
      return field.value === null ? "no" : inverted(holds(asker, right));
    case "<":
    case ">":
    case "<=":
    case ">=":
      return compare(op, field.value, right);
    default:
      return "maybe";
  }
}

/** The first element of a map whose key is the packet's: `vmap` and maps of verdicts. */
export function lookUp(
  key: unknown,
  data: unknown,
  packet: FirewallPacket,
  elementsOf: ElementsOf,
): readonly { readonly value: unknown; readonly held: Tristate }[] {
  const named = typeof data === "string" && data.startsWith("@") ? elementsOf(data.slice(1)) : null;
  const elements = named ?? (isRecord(data) && Array.isArray(data.set) ? data.set : []);
  return elements.flatMap((element: unknown) => {
    if (!Array.isArray(element)) return [];
    const [candidate, value] = element;
    const held = matches({ op: "==", left: key, right: candidate }, packet, elementsOf);
    return held === "no" ? [] : [{ value, held }];
  });
}

interface Asker {
  readonly value: FieldValue | readonly FieldValue[] | null;
  readonly isV6: boolean;
  readonly elementsOf: ElementsOf;
}

function holds(asker: Asker, right: unknown): Tristate {
  if (asker.value === null) return "no";
  if (typeof right === "string" && right.startsWith("@")) {
    const elements = asker.elementsOf(right.slice(1));
    return elements === null ? "maybe" : anyOf(asker, elements);
  }
  if (Array.isArray(right)) return anyOf(asker, right);
  if (isRecord(right)) {
    if (Array.isArray(right.set)) return anyOf(asker, right.set);
    if (Array.isArray(right.concat)) return allOf(asker, right.concat);
    if (isRecord(right.elem)) return holds(asker, right.elem.val);
  }
  const { value } = asker;
  if (typeof value === "object") return "maybe";
  if (isRecord(right)) {
    if (isRecord(right.prefix)) return inPrefix(value, right.prefix);
    if (Array.isArray(right.range)) return inRange(value, right.range);
    return "maybe";
  }
  return equal(asker, value, right);
}

function anyOf(asker: Asker, candidates: readonly unknown[]): Tristate {
  const held = candidates.map((candidate) => holds(asker, candidate));
  for (const state of ["yes", "maybe", "unlikely"] as const) if (held.includes(state)) return state;
  return "no";
}

function allOf(asker: Asker, parts: readonly unknown[]): Tristate {
  const { value } = asker;
  if (!Array.isArray(value) || value.length !== parts.length) return "maybe";
  return parts
    .map((part, at) => holds({ ...asker, value: value[at] ?? null }, part))
    .reduce(both, "yes");
}

function equal({ isV6 }: Asker, value: FieldValue, right: unknown): Tristate {
  if (typeof right !== "string" && typeof right !== "number") return "maybe";
  if (String(value) === String(right)) return "yes";
  // A packet of ours is in no state but its own, unless the kernel finds it out of order.
  if (right === "invalid") return "unlikely";
  const [a, b] = [numberOf(value, isV6), numberOf(right, isV6)];
  if (a !== null && a === b) return "yes";
  if (typeof right === "string" && right.endsWith("*")) {
    return String(value).startsWith(right.slice(0, -1)) ? "yes" : "no";
  }
  return sameAddress(String(value), String(right)) ? "yes" : "no";
}

function sameAddress(a: string, b: string): boolean {
  if (!isAddress(a) || !isAddress(b)) return false;
  return ipaddr.parse(a).toNormalizedString() === ipaddr.parse(b).toNormalizedString();
}

/** ipaddr.js takes a bare number for an address, too. */
function isAddress(text: string): boolean {
  return /[.:]/.test(text) && ipaddr.isValid(text);
}

function inPrefix(value: FieldValue, prefix: Record<string, unknown>): Tristate {
  const { addr, len } = prefix;
  if (typeof addr !== "string" || typeof len !== "number") return "maybe";
  if (!isAddress(String(value)) || !isAddress(addr)) return "maybe";
  const address = ipaddr.parse(String(value));
  const network = ipaddr.parse(addr);
  if (address.kind() !== network.kind()) return "no";
  return address.match(network, len) ? "yes" : "no";
}

function inRange(value: FieldValue, range: readonly unknown[]): Tristate {
  const [low, high] = range;
  if (typeof value === "number" && typeof low === "number" && typeof high === "number") {
    return value >= low && value <= high ? "yes" : "no";
  }
  const [at, first, last] = [value, low, high].map(addressNumber);
  if (at === undefined || first === undefined || last === undefined) return "maybe";
  if (at === null || first === null || last === null) return "maybe";
  return at >= first && at <= last ? "yes" : "no";
}

/** An address as a number of its family: of another family it is in no range. */
function addressNumber(text: unknown): bigint | null {
  if (typeof text !== "string" || !isAddress(text)) return null;
  const bytes = ipaddr.parse(text).toByteArray();
  return bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), BigInt(bytes.length) << 136n);
}

function compare(op: string, value: Asker["value"], right: unknown): Tristate {
  if (value === null) return "no";
  if (typeof value !== "number" || typeof right !== "number") return "maybe";
  const held = {
    "<": value < right,
    ">": value > right,
    "<=": value <= right,
    ">=": value >= right,
  }[op];
  return held ? "yes" : "no";
}

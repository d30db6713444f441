import { isIP } from "node:net";
import { canonicalIp, prefixContains } from "../inventory/ip-address.ts";
import type { ComparisonOperator, MatchExpression } from "./match-expression.ts";

/** A packet as an ACL sees it. What is undefined is not known, and leaves a match undecided. */
export interface MatchedPacket {
  readonly inport?: string;
  readonly outport?: string;
  readonly ethSrc?: string;
  readonly ethDst?: string;
  readonly ipSrc: string;
  readonly ipDst: string;
  /** IP protocol number: 1, 6, 17, 58, 132. */
  readonly protocol: number;
  readonly sourcePort?: number;
  readonly destinationPort?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
}

/** What names in a match stand for; null when there is no such set or group. */
export interface MatchNames {
  /** Addresses and prefixes of `$name`; also `<group>_ip4`, which OVN makes of port groups. */
  addressSet(name: string): readonly string[] | null;
  /** Names of the ports of `@name`. */
  portGroup(name: string): readonly string[] | null;
}

/** true, false, or null when it cannot be told. */
export type Ternary = boolean | null;

/** Evaluates a match for a packet. */
export function evaluateMatch(
  expression: MatchExpression,
  packet: MatchedPacket,
  names: MatchNames,
): Ternary {
  switch (expression.kind) {
    case "and":
      return allOf(expression.parts.map((part) => evaluateMatch(part, packet, names)));
    case "or":
      return not(allOf(expression.parts.map((part) => not(evaluateMatch(part, packet, names)))));
    case "not":
      return not(evaluateMatch(expression.part, packet, names));
    case "field":
      return predicate(expression.field, packet);
    case "comparison":
      return compare(expression, packet, names);
  }
}

/** Symbols that stand for a condition (OVN lib/logical-fields.c). */
function predicate(name: string, packet: MatchedPacket): Ternary {
  const { protocol } = packet;
  const family = isIP(packet.ipSrc);
  switch (name) {
    case "ip":
      return true;
    case "ip4":
      return family === 4;
    case "ip6":
      return family === 6;
    case "arp":
      return false;
    case "nd":
      return protocol === 58 ? null : false;
    case "tcp":
      return protocol === 6;
    case "udp":
      return protocol === 17;
    case "sctp":
      return protocol === 132;
    case "icmp4":
      return protocol === 1 && family === 4;
    case "icmp6":
      return protocol === 58 && family === 6;
    case "icmp":
      return protocol === 1 || protocol === 58;
    default:
      return null;
  }
}

/** A field's value; undefined when unknown, null when the packet has no such field. */
function fieldOf(name: string, packet: MatchedPacket): string | number | null | undefined {
  const family = isIP(packet.ipSrc);
  const [header = "", member = ""] = name.split(".");
  switch (name) {
    case "inport":
      return packet.inport;
    case "outport":
      return packet.outport;
    case "eth.src":
      return packet.ethSrc;
    case "eth.dst":
      return packet.ethDst;
    case "eth.type":
      return family === 4 ? 0x0800 : 0x86dd;
    case "ip.proto":
      return packet.protocol;
  }
  if (header === "ip4" || header === "ip6") {
    if (predicate(header, packet) !== true) return null;
    return member === "src" ? packet.ipSrc : member === "dst" ? packet.ipDst : undefined;
  }
  const isTransport = ["tcp", "udp", "sctp", "icmp", "icmp4", "icmp6"].includes(header);
  if (!isTransport) return undefined;
  if (predicate(header, packet) !== true) return null;
  if (header.startsWith("icmp")) {
    return member === "type" ? packet.icmpType : member === "code" ? packet.icmpCode : undefined;
  }
  return member === "src"
    ? packet.sourcePort
    : member === "dst"
      ? packet.destinationPort
      : undefined;
}

function compare(
  comparison: Extract<MatchExpression, { kind: "comparison" }>,
  packet: MatchedPacket,
  names: MatchNames,
): Ternary {
  const value = fieldOf(comparison.field, packet);
  if (value === undefined) return null;
  if (value === null) return false; // a field brings its prerequisite along: no header, no match
  const { operator } = comparison;
  if (operator !== "==" && operator !== "!=") return ordered(value, operator, comparison.values);
  const isIn = anyOf(comparison.values.map((wanted) => equals(value, wanted, names)));
  return operator === "==" ? isIn : not(isIn);
}

function equals(value: string | number, wanted: string, names: MatchNames): Ternary {
  if (wanted.startsWith("@"))
    return names.portGroup(wanted.slice(1))?.includes(String(value)) ?? null;
  if (wanted.startsWith("$")) {
    const members = names.addressSet(wanted.slice(1));
    return members === null ? null : anyOf(members.map((member) => equals(value, member, names)));
  }
  if (wanted.startsWith('"')) return wanted.slice(1, -1) === value;
  if (typeof value === "number") return numberOf(wanted, (number) => number === value);
  if (wanted.includes("/")) return isIP(value) === 0 ? null : prefixContains(wanted, value);
  return (canonicalIp(wanted) ?? wanted.toLowerCase()) === value;
}

function ordered(
  value: string | number,
  operator: Exclude<ComparisonOperator, "==" | "!=">,
  values: readonly string[],
): Ternary {
  const [wanted] = values;
  if (typeof value !== "number" || wanted === undefined || values.length !== 1) return null;
  return numberOf(wanted, (number) => {
    if (operator === "<") return value < number;
    if (operator === "<=") return value <= number;
    return operator === ">" ? value > number : value >= number;
  });
}

function numberOf(text: string, test: (number: number) => boolean): Ternary {
  return /^(\d+|0x[0-9a-f]+)$/i.test(text) ? test(Number(text)) : null;
}

function not(value: Ternary): Ternary {
  return value === null ? null : !value;
}

function allOf(values: readonly Ternary[]): Ternary {
  if (values.includes(false)) return false;
  return values.includes(null) ? null : true;
}

function anyOf(values: readonly Ternary[]): Ternary {
  return not(allOf(values.map(not)));
}

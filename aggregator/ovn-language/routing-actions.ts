import { canonicalIp } from "../inventory/ip-address.ts";

/** What a flow of a router's routing or policy stages does to a packet (ovn-northd(8), routers). */
export interface RoutingActions {
  readonly drops: boolean;
  /** Where the packet goes next: an address, or the packet's own destination; null: not said. */
  readonly nexthop: string | "destination" | null;
  /** The router's port by which it leaves; null where it is not said. */
  readonly outport: string | null;
  /** Registers that are set to numbers, `reg8[0..15]` to 1. */
  readonly registers: ReadonlyMap<string, number>;
  /** One of these values is put into a register: the members of an ECMP group. */
  readonly select: { readonly register: string; readonly values: readonly number[] } | null;
}

/** Statements that change nothing of where the packet goes. */
const immaterial =
  /^(next|output|ct_clear|ip\.ttl--|ct_commit\b.*|(eth\.(src|dst)|flags\.\w+|pkt\.mark) = .*)$/;
const register = /^(xx)?reg\d+(\[\d+(\.\.\d+)?\])?$/;

/**
 * Reads a flow's actions; null when one of them is not known: anything may come of it then.
 *
 * Of two addresses the first is the next hop's, and the second the router's own, for ARP (OVN
 * northd/northd.c, add_route): which registers hold them differs between releases.
 */
export function parseRoutingActions(text: string): RoutingActions | null {
  let drops = false;
  let outport: string | null = null;
  let select: RoutingActions["select"] = null;
  const addresses: string[] = [];
  const registers = new Map<string, number>();
  for (const statement of statementsOf(text)) {
    const [target = "", value = ""] = statement.split(/ = (.*)/s);
    const address = /^ip[46]\.dst$/.test(value) ? "destination" : canonicalIp(value);
    const number = /^(0x[0-9a-f]+|\d+)$/i.test(value) ? Number(value) : null;
    if (statement === "drop") drops = true;
    else if (target === "outport") outport = value.replace(/^"(.*)"$/s, "$1");
    else if (!register.test(target)) {
      if (!immaterial.test(statement)) return null;
    } else if (value.startsWith("select(")) {
      select = { register: target, values: members(value) };
      if (select.values.length === 0) return null;
    } else if (address !== null) addresses.push(address);
    else if (number !== null) registers.set(target, number);
    else return null;
  }
  return { drops, nexthop: addresses[0] ?? null, outport, registers, select };
}

/** Between semicolons, of which those in brackets are part of a statement. */
function statementsOf(text: string): string[] {
  const statements: string[] = [];
  let depth = 0;
  let current = "";
  for (const character of text) {
    if ("({".includes(character)) depth += 1;
    else if (")}".includes(character)) depth -= 1;
    if (character === ";" && depth === 0) {
      statements.push(current.trim());
      current = "";
    } else current += character;
  }
  return [...statements, current.trim()].filter((one) => one !== "");
}

/** `select(1=100, 2)`, and with fields `select(values=(1=100, 2); hash_fields="ip_src")`. */
function members(text: string): number[] {
  const list = /values=\(([^)]*)\)/.exec(text)?.[1] ?? /^select\(([^)]*)\)$/.exec(text)?.[1] ?? "";
  const numbers = list.split(",").map((one) => /^\s*(\d+)(=\d+)?\s*$/.exec(one)?.[1]);
  return numbers.flatMap((one) => (one === undefined ? [] : [Number(one)]));
}

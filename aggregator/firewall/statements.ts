import type { ElementsOf } from "./compare.ts";
import { compared } from "./compare.ts";
import { ones } from "./field.ts";
import { type IpsetQuestion, ipsetKey, isInIpset } from "./ipset/match.ts";
import type { Ipset } from "./ipset/save.ts";
import { fieldOf, lookUp, wholly } from "./nft/expression.ts";
import { isRecord } from "./packet.ts";
import { type Mark, merged, type PacketState, unknownMark, xmarked } from "./packet-state.ts";
import { type Expression, passing, verdicts } from "./ruleset.ts";
import { both, either, inverted, type Tristate } from "./tristate.ts";

/** Sets as a rule's chain sees them. */
export interface Sets {
  readonly elementsOf: ElementsOf;
  readonly ipsets: ReadonlyMap<string, Ipset> | null;
}

/** Whether the rule goes on behind an expression. */
export function conditionOf(expression: Expression, state: PacketState, sets: Sets): Tristate {
  const [kind = ""] = Object.keys(expression);
  const value = expression[kind];
  switch (kind) {
    case "match": {
      if (!isRecord(value)) return "maybe";
      const field = fieldOf(value.left, state, sets.elementsOf);
      return compared(field, value.op, value.right, wholly(sets.elementsOf, value.left, field));
    }
    case "ipset":
      return isInIpset(value as IpsetQuestion, sets.ipsets, state);
    case "any":
      return either(parts(value).map((one) => conditionOf(one, state, sets)));
    case "all":
      return parts(value)
        .map((one) => conditionOf(one, state, sets))
        .reduce(both, "yes");
    case "not":
      return inverted(conditionOf(value as Expression, state, sets));
    case "held":
      return value as Tristate;
    case "xt":
      return isRecord(value) && value.type === "match" && value.name !== "comment"
        ? "maybe"
        : "yes";
    case "set":
    case "map":
    case "meter":
      return isRecord(value) && isLimited(value) ? "maybe" : "yes";
    case "mangle":
      return isRecord(value) ? valueHeld(value.value, state, sets) : "yes";
    case "tproxy":
      return "maybe"; // without a socket the rule ends
    case "synproxy":
      return state.packet.protocol === "tcp" ? "yes" : "no";
    default:
      if (translating.has(kind)) return translationHeld(value, state, sets);
      return [passing, verdicts, unasked].some((kinds) => kinds.has(kind)) ? "yes" : "maybe";
  }
}

function parts(value: unknown): readonly Expression[] {
  return Array.isArray(value) ? (value as Expression[]) : [];
}

/** Statements that are not asked whether a packet goes on behind them. */
const unasked = new Set(["dup", "flow", "vmap"]);
const translating = new Set(["dnat", "snat", "masquerade", "redirect", "fwd"]);

/** A set in whose elements packets are counted: `limit`, `quota`, `ct count`. */
function isLimited({ stmt }: Readonly<Record<string, unknown>>): boolean {
  const counted = [stmt].flat().filter(isRecord);
  return counted.some((one) => !("counter" in one || "last" in one));
}

/** A value that a map lacks ends the rule. */
function valueHeld(value: unknown, state: PacketState, sets: Sets): Tristate {
  if (!isRecord(value) || !isRecord(value.map)) return "yes";
  return inverted(lookUp(value.map, state, sets.elementsOf).isMiss);
}

function translationHeld(value: unknown, state: PacketState, sets: Sets): Tristate {
  if (!isRecord(value)) return "yes";
  return [value.addr, value.port].map((to) => valueHeld(to, state, sets)).reduce(both, "yes");
}

/** What a statement changes of a packet that meets it, or may. */
export function apply(
  expression: Expression,
  applies: Tristate,
  state: PacketState,
  { elementsOf }: Sets,
): void {
  const [kind = ""] = Object.keys(expression);
  const value = expression[kind];
  if (kind === "notrack") state.untrack(applies);
  if (!isRecord(value)) return;
  switch (kind) {
    case "mangle":
      mangle(value, applies, state, elementsOf);
      return;
    case "xt":
      applyExtension(value, applies, state);
      return;
    case "xmark": {
      const of = value.of === "ctMark" ? "ctMark" : "mark";
      const after = xmarked(state[of], number(value.value), number(value.mask) ?? ones(32));
      setMark(state, of, after, applies);
      return;
    }
    case "savemark":
      setMark(state, "ctMark", copied(state.mark, state.ctMark, value), applies);
      return;
    case "restoremark":
      if (state.tracking === "tracked") {
        setMark(state, "mark", copied(state.ctMark, state.mark, value), applies);
      } else if (state.tracking === "unknown") setMark(state, "mark", unknownMark, applies);
      return;
    case "set":
    case "map":
      if (value.op !== "delete" && typeof value[kind] === "string") {
        state.grow(value[kind].replace(/^@/, ""));
      }
      return;
    default:
      return;
  }
}

/** nft tells of extensions of xtables only their names. */
function applyExtension(
  value: Readonly<Record<string, unknown>>,
  applies: Tristate,
  state: PacketState,
): void {
  if (value.type !== "target") return;
  const name = String(value.name);
  if (/MARK$/.test(name)) state.mark = merged(state.mark, unknownMark, applies);
  if (name === "CONNMARK") state.ctMark = merged(state.ctMark, unknownMark, applies);
  const [, ipset] = /--(?:add|del|map)-set (\S+)/.exec(String(value.words)) ?? [];
  if (name === "SET" && ipset !== undefined) state.grow(ipsetKey(ipset));
  if (name === "CT" || name === "NOTRACK") state.untrack(both(applies, "maybe"));
}

/** Without a connection there is none to mark. */
function setMark(state: PacketState, of: "mark" | "ctMark", mark: Mark, applies: Tristate): void {
  const { tracking } = state;
  if (of === "ctMark" && tracking !== "tracked" && tracking !== "unknown") return;
  const held = of === "ctMark" && tracking === "unknown" ? both(applies, "maybe") : applies;
  state[of] = merged(state[of], mark, held);
}

function number(value: unknown): bigint | null {
  return typeof value === "bigint" ? value : null;
}

/** What is copied with masks is not followed, but for the usual ones. */
function copied(from: Mark, to: Mark, { isWhole }: Readonly<Record<string, unknown>>): Mark {
  return isWhole === true ? from : xmarked(to, null, 0n);
}

function mangle(
  { key, value }: Readonly<Record<string, unknown>>,
  applies: Tristate,
  state: PacketState,
  elementsOf: ElementsOf,
): void {
  if (!isRecord(key)) return;
  const of = isRecord(key.meta) && key.meta.key === "mark" ? "mark" : null;
  const ofConnection = isRecord(key.ct) && key.ct.key === "mark" ? "ctMark" : null;
  const mark = of ?? ofConnection;
  if (mark !== null) {
    setMark(state, mark, markOf(value, state, elementsOf), applies);
    return;
  }
  if (!isRecord(key.payload)) return;
  const { field, base, protocol } = key.payload;
  // A header that is written by offset may be any of its fields.
  const names = base === undefined ? [String(field)] : ["saddr", "daddr", "sport", "dport"];
  for (const name of names) {
    const what = writable[name];
    if (what !== undefined && protocol !== "ether") state.hide(what);
  }
}

const writable = {
  saddr: "source",
  daddr: "destination",
  sport: "sourcePort",
  dport: "destinationPort",
} as const as Readonly<Record<string, "source" | "destination" | "sourcePort" | "destinationPort">>;

function markOf(value: unknown, state: PacketState, elementsOf: ElementsOf): Mark {
  if (typeof value === "number") {
    return { bits: BigInt(value), known: ones(32), doubt: 0n };
  }
  const field = fieldOf(value, state, elementsOf);
  if (field.kind !== "number") return unknownMark;
  const { bits, known, doubt } = field;
  return { bits, known, doubt };
}

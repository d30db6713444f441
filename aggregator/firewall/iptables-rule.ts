import type { IpsetQuestion } from "./ipset/match.ts";
import type { Expression } from "./ruleset.ts";
import { splitWords } from "./words.ts";

/** Probes are no fragments: what is marked as one is matched as unlikely. */
const unlikelyMatch: Expression = {
  match: { op: "==", left: { meta: { key: "mark" } }, right: "fragment" },
};

/** A rule of iptables in the words of libnftables-json(5). */
export interface RuleExpressions {
  readonly conditions: readonly Expression[];
  readonly statements: readonly Expression[];
}

const unknownMatch: Expression = { xt: { type: "match", name: "unknown" } };

/**
 * Translates the words of a rule as iptables-save(8) prints them. What is not known here becomes an
 * extension that matches as "maybe"; a rule is never read as less than it says.
 *
 * @param words from behind `-A CHAIN`.
 * @param chains names of the table's chains: a target that is one of them is a jump.
 */
export function expressionsOf(
  words: string,
  family: string,
  chains: ReadonlySet<string>,
): RuleExpressions {
  const reader = new WordReader(splitWords(words));
  const conditions: Expression[] = [];
  let statements: readonly Expression[] = [];
  while (!reader.atEnd) {
    const isNegated = reader.take("!");
    const option = reader.next();
    if (option === "-j" || option === "-g") {
      statements = targetOf(option, reader.next(), chains);
      break; // what follows are options of the target
    }
    conditions.push(...conditionOf(option, isNegated, reader, family));
  }
  return { conditions, statements };
}

function targetOf(option: string, target: string, chains: ReadonlySet<string>): Expression[] {
  if (chains.has(target)) return [{ [option === "-g" ? "goto" : "jump"]: { target } }];
  const plain = { ACCEPT: "accept", DROP: "drop", REJECT: "reject", RETURN: "return" };
  const kind = plain[target as keyof typeof plain];
  if (kind !== undefined) return [{ [kind]: null }];
  return [{ xt: { type: "target", name: target } }];
}

/** Modules whose own options say it all. */
const bareModules = new Set([
  "set",
  "tcp",
  "udp",
  "icmp",
  "icmp6",
  "multiport",
  "state",
  "conntrack",
]);

function conditionOf(
  option: string,
  isNegated: boolean,
  reader: WordReader,
  family: string,
): Expression[] {
  const op = isNegated ? "!=" : "==";
  const match = (left: Expression, right: unknown): Expression => ({ match: { op, left, right } });
  const port = (field: string, right: unknown): Expression =>
    match({ payload: { protocol: "th", field } }, right);
  switch (option) {
    case "-s":
      return [match({ payload: { protocol: family, field: "saddr" } }, prefixOf(reader.next()))];
    case "-d":
      return [match({ payload: { protocol: family, field: "daddr" } }, prefixOf(reader.next()))];
    case "-i":
      return [match({ meta: { key: "iifname" } }, wildcard(reader.next()))];
    case "-o":
      return [match({ meta: { key: "oifname" } }, wildcard(reader.next()))];
    case "-p":
      return [match({ meta: { key: "l4proto" } }, reader.next())];
    case "--sport":
      return [port("sport", portOf(reader.next()))];
    case "--dport":
      return [port("dport", portOf(reader.next()))];
    case "--sports":
      return [port("sport", portsOf(reader.next()))];
    case "--dports":
      return [port("dport", portsOf(reader.next()))];
    case "--state":
    case "--ctstate":
      return [match({ ct: { key: "state" } }, reader.next().toLowerCase().split(","))];
    case "--icmp-type":
      return [match({ payload: { protocol: "icmp", field: "type" } }, typeOf(reader.next()))];
    case "--icmpv6-type":
      return [match({ payload: { protocol: "icmpv6", field: "type" } }, typeOf(reader.next()))];
    case "--mark":
      return [match({ meta: { key: "mark" } }, reader.next())];
    case "-f":
      return isNegated ? [] : [unlikelyMatch];
    case "--comment":
      reader.next();
      return [];
    case "--match-set":
      return [{ ipset: ipsetOf(reader, isNegated) }];
    case "-m":
      return moduleOf(reader);
    default:
      return [unknownMatch];
  }
}

function ipsetOf(reader: WordReader, isNegated: boolean): IpsetQuestion {
  const [name, directions] = [reader.next(), reader.next().split(",")];
  let [exceptionsMatch, asksCounters] = [false, false];
  for (;;) {
    const isUnlike = reader.take("!");
    if (reader.take("--return-nomatch")) exceptionsMatch = true;
    else if (counting.some((option) => reader.take(option))) {
      asksCounters = true;
      reader.next();
    } else if (!isUnlike) break;
    // What is not to be counted matches all the same.
    else if (!reader.take("--update-counters") && !reader.take("--update-subcounters")) {
      reader.back();
      break;
    }
  }
  return { name, directions, isNegated, exceptionsMatch, asksCounters };
}

const counting = ["packets", "bytes"].flatMap((what) =>
  ["eq", "lt", "gt"].map((how) => `--${what}-${how}`),
);

function moduleOf(reader: WordReader): Expression[] {
  const name = reader.next();
  // A mark is matched by its option: connmark's is another one, but as unlikely.
  if (bareModules.has(name) || name === "comment" || name === "mark") return [];
  return [unknownMatch];
}

function prefixOf(text: string): unknown {
  const [addr = "", mask] = text.split("/");
  if (mask === undefined) return addr;
  if (/^\d+$/.test(mask)) return { prefix: { addr, len: Number(mask) } };
  return { mask: text }; // an IPv4 mask with holes: cannot be told
}

/** iptables ends a beginning of names with "+", nft with "*". */
function wildcard(name: string): string {
  return name.endsWith("+") ? `${name.slice(0, -1)}*` : name;
}

function portOf(text: string): unknown {
  const [low = "", high] = text.split(":");
  return high === undefined ? Number(low) : { range: [Number(low), Number(high)] };
}

function portsOf(text: string): unknown {
  return { set: text.split(",").map(portOf) };
}

/** "8", "8/0", "echo-request"; codes beyond the type are left out. */
function typeOf(text: string): unknown {
  const [type = ""] = text.split("/");
  return /^\d+$/.test(type) ? Number(type) : type;
}

class WordReader {
  readonly #words: readonly string[];
  #at = 0;

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  get atEnd(): boolean {
    return this.#at >= this.#words.length;
  }

  next(): string {
    return this.#words[this.#at++] ?? "";
  }

  back(): void {
    this.#at -= 1;
  }

  take(word: string): boolean {
    if (this.#words[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }
}

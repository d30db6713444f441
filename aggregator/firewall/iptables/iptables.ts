import type { Chain, Expression, Rule, Ruleset } from "../ruleset.ts";
import { expressionsOf } from "./rule.ts";

/** What one iptables-save(8) printed, with counters (-c). */
export interface IptablesText {
  readonly family: string;
  readonly backend: string;
  readonly text: string;
}

/**
 * Reads iptables-save(8) -c, iptables 1.8, into the same model as nft's rules.
 *
 * Lines are `*table`, `:CHAIN POLICY [packets:bytes]`, `[packets:bytes] -A CHAIN … -j TARGET`,
 * `COMMIT` and comments.
 *
 * @throws {SyntaxError} for a line that is none of these, or a table without its COMMIT.
 */
export function parseIptables({ family, backend, text }: IptablesText): Ruleset {
  const tool = `${family === "ip6" ? "ip6tables" : "iptables"}-${backend}`;
  const chains: MutableChain[] = [];
  let own = new Map<string, MutableChain>();
  let table = "";
  for (const line of text.split("\n")) {
    if (line === "" || line.startsWith("#")) {
      noteLeftOut(own, line);
      continue;
    }
    if (/^\*\w/.test(line)) {
      table = line.slice(1).trim();
      own = new Map();
    } else if (line === "COMMIT") table = "";
    else if (table === "") throw unreadable(tool, line);
    else if (line.startsWith(":")) {
      const chain = chainOf(tool, family, table, line);
      own.set(chain.name, chain);
      chains.push(chain);
    } else addRule(tool, own, family, line);
  }
  if (table !== "") throw new SyntaxError(`${tool}: ${table} without COMMIT`);
  return { chains, sets: new Map(), ipsets: null };
}

type MutableChain = Chain & {
  readonly rules: Rule[];
  leftOut: number;
  /** How often the same words stand in it. */
  readonly seen: Map<string, number>;
};

/** Chains of the table that is read. */
type OwnChains = ReadonlyMap<string, MutableChain>;

function chainOf(tool: string, family: string, table: string, line: string): MutableChain {
  const match = /^:(\S+) (\S+)(?: \[(\d+):\d+\])?$/.exec(line.trimEnd());
  if (match === null) throw unreadable(tool, line);
  const [, name = "", policy, packets] = match;
  const hook = policy === "-" ? null : (hooks[name] ?? null);
  return {
    family,
    table,
    name,
    label: `${tool} ${table} ${name}`,
    hook,
    priority: priorityOf(table, hook),
    isNat: table === "nat",
    isActive: "yes",
    policy: policy === "DROP" ? "drop" : "accept",
    policyCounter: packets === undefined ? null : Number(packets),
    zeroIsUnknown: tool.endsWith("-nft"),
    devices: null,
    rules: [],
    leftOut: 0,
    seen: new Map(),
  };
}

function addRule(tool: string, own: OwnChains, family: string, line: string): void {
  const match = /^(?:\[(\d+):(\d+)\] )?-A (\S+) ?(.*)$/.exec(line.trimEnd());
  if (match === null) throw unreadable(tool, line);
  const [, packets, , name = "", words = ""] = match;
  const chain = own.get(name);
  if (chain === undefined) throw unreadable(tool, line);
  const counter: Expression[] =
    packets === undefined ? [] : [{ counter: { packets: Number(packets) } }];
  const { conditions, statements } = expressionsOf(words, family, own);
  const number = chain.rules.length + chain.leftOut + 1;
  const seen = chain.seen.get(words) ?? 0;
  chain.seen.set(words, seen + 1);
  chain.rules.push({
    key: `${words} #${seen}`,
    label: `rule ${number}: ${words}`,
    expressions: [...conditions, ...counter, ...statements],
  });
}

/** Agents leave rules out that none of the packets can meet; those behind keep their numbers. */
function noteLeftOut(own: OwnChains, line: string): void {
  const [, count, name] = /^# (\d+) left out of (\S+)$/.exec(line) ?? [];
  const chain = own.get(name ?? "");
  if (chain !== undefined) chain.leftOut += Number(count);
}

function unreadable(tool: string, line: string): SyntaxError {
  return new SyntaxError(`${tool}: ${line.slice(0, 80)}`);
}

const hooks: Readonly<Record<string, string>> = {
  PREROUTING: "prerouting",
  INPUT: "input",
  FORWARD: "forward",
  OUTPUT: "output",
  POSTROUTING: "postrouting",
};

/** Priorities of the tables' hooks (netfilter_ipv4.h, enum nf_ip_hook_priorities). */
function priorityOf(table: string, hook: string | null): number {
  if (table === "nat") return hook === "prerouting" || hook === "output" ? -100 : 100;
  return { raw: -300, mangle: -150, security: 50 }[table] ?? 0;
}

import type { Ipset } from "./ipset/save.ts";

/**
 * The firewall of one network namespace, cut down to what decides a packet. Expressions are those
 * of libnftables-json(5), whichever tool they were read with; `{ xt: … }` and everything else that
 * is not understood can be matched only as "maybe".
 */
export interface Ruleset {
  readonly chains: readonly Chain[];
  /** Named sets and maps, by "family table name". */
  readonly sets: ReadonlyMap<string, NamedSet>;
  /** Sets of ipset(8) by name; null when they were not looked at. */
  readonly ipsets: ReadonlyMap<string, Ipset> | null;
}

/** Elements of a set or a map, as libnftables-json(5) gives them. */
export interface NamedSet {
  readonly elements: readonly unknown[];
  /** Those that came or went while packets were sent. */
  readonly transient: readonly unknown[];
  /** Elements of other addresses than the packets' were left out. */
  readonly isPartial: boolean;
}

export interface Chain {
  /** ip, ip6, inet, netdev; tables of other families never see these packets. */
  readonly family: string;
  readonly table: string;
  readonly name: string;
  /** "inet filter input" or "iptables-legacy filter INPUT": how people find it. */
  readonly label: string;
  /** Null for a chain that is only jumped to. */
  readonly hook: string | null;
  readonly priority: number;
  /** Only the first packet of a connection comes here. */
  readonly isNat: boolean;
  /** Whether its table is in use: of some nft does not say that it is dormant. */
  readonly isActive: "yes" | "no" | "maybe";
  readonly policy: "accept" | "drop";
  /** Packets that the policy decided; null where the tool does not count them. */
  readonly policyCounter: number | null;
  /** A policy's counter of 0 may also mean that nobody counts (iptables-nft, for nft's chains). */
  readonly zeroIsUnknown: boolean;
  /** Interfaces of a netdev chain; null when they are not known, or do not matter. */
  readonly devices: readonly string[] | null;
  readonly rules: readonly Rule[];
}

export interface Rule {
  /** Unique in its chain, and the same before and after the probes. */
  readonly key: string;
  /** Names the rule to people, within its chain. */
  readonly label: string;
  readonly expressions: readonly Expression[];
}

/**
 * A match or a statement of libnftables-json(5): one member, whose name is its kind. For what
 * iptables has beyond that there are `any`, `all` and `not` of others, `held` for an answer that no
 * packet changes, `ipset`, and the marks `xmark`, `savemark` and `restoremark`.
 */
export type Expression = Readonly<Record<string, unknown>>;

/** Both as one: chains of the same hook are asked in the order of their priorities. */
export function joined(...rulesets: readonly Ruleset[]): Ruleset {
  return {
    chains: rulesets.flatMap(({ chains }) => chains),
    sets: new Map(rulesets.flatMap(({ sets }) => [...sets])),
    ipsets: rulesets.find(({ ipsets }) => ipsets !== null)?.ipsets ?? null,
  };
}

/** The chain of that name that rules of a chain can jump to: of its table, and of its tool. */
export function chainBeside({ chains }: Ruleset, own: Chain, name: string): Chain | undefined {
  const prefix = own.label.slice(0, -own.name.length);
  return chains.find((chain) => chain.name === name && chain.label === `${prefix}${name}`);
}

/** Whether some rule marks connections, so that later packets come with a mark. */
export function marksConnections({ chains }: Ruleset): boolean {
  return chains.some(({ rules }) =>
    rules.some(({ expressions }) =>
      expressions.some((expression) => {
        const text = "mangle" in expression || "xmark" in expression || "xt" in expression;
        return (
          "savemark" in expression || (text && /"ct"|"ctMark"|CONNMARK/.test(said(expression)))
        );
      }),
    ),
  );
}

function said(expression: Expression): string {
  return JSON.stringify(expression, (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

/** Packets that each dropping rule or policy has counted, by `ruleKey` and `policyKey`. */
export function countersOf({ chains }: Ruleset): ReadonlyMap<string, number> {
  const counters = new Map<string, number>();
  for (const chain of chains) {
    if (chain.policyCounter !== null) counters.set(policyKey(chain), chain.policyCounter);
    for (const rule of chain.rules) {
      const counter = dropCounterOf(rule);
      if (counter !== null) counters.set(ruleKey(chain, rule), counter);
    }
  }
  return counters;
}

/**
 * Packets that met the rule's verdict; null where nothing counts just those: a counter before a
 * condition counts others, too, and one beside a map of verdicts those of all its elements.
 */
export function dropCounterOf({ expressions }: Rule): number | null {
  let counter: number | null = null;
  for (const expression of expressions) {
    if ("vmap" in expression) return null;
    if (isCondition(expression)) counter = null;
    counter = packetsOf(expression) ?? counter;
  }
  return counter;
}

/** Whether a rule may end there for a packet. */
function isCondition(expression: Expression): boolean {
  const [kind = ""] = Object.keys(expression);
  return !unconditional.has(kind);
}

/** Expressions that decide a packet, or where it goes on. */
export const verdicts: ReadonlySet<string> = new Set([
  ...["accept", "drop", "reject", "return", "jump", "goto", "queue", "continue"],
]);

/** Statements behind which every packet goes on. */
export const passing: ReadonlySet<string> = new Set([
  ...["counter", "log", "notrack", "comment", "last", "secmark", "ct helper", "ct timeout"],
  ...["ct expectation", "xmark", "savemark", "restoremark"],
]);

const unconditional = new Set([...passing, ...verdicts, "xt"]);

export function ruleKey(chain: Chain, rule: Rule): string {
  return `${chain.label} ${rule.key}`;
}

export function policyKey(chain: Chain): string {
  return `${chain.label} policy`;
}

/** What a `counter` statement holds; null for every other expression. */
export function packetsOf(expression: Expression): number | null {
  const packets = (expression.counter as { packets?: unknown } | null | undefined)?.packets;
  return typeof packets === "number" ? packets : null;
}

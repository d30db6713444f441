import type { Ipset } from "./ipset/save.ts";

/**
 * The firewall of one network namespace, cut down to what decides a packet. Expressions are those
 * of libnftables-json(5), whichever tool they were read with; `{ xt: … }` and everything else that
 * is not understood can be matched only as "maybe".
 */
export interface Ruleset {
  readonly chains: readonly Chain[];
  /** Elements of named sets and maps, by "family table name". */
  readonly sets: ReadonlyMap<string, readonly unknown[]>;
  /** Sets of ipset(8) by name; null when they were not looked at. */
  readonly ipsets: ReadonlyMap<string, Ipset> | null;
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

/** A match or a statement of libnftables-json(5): one member, whose name is its kind. */
export type Expression = Readonly<Record<string, unknown>>;

/** Both as one: chains of the same hook are asked in the order of their priorities. */
export function joined(...rulesets: readonly Ruleset[]): Ruleset {
  return {
    chains: rulesets.flatMap(({ chains }) => chains),
    sets: new Map(rulesets.flatMap(({ sets }) => [...sets])),
    ipsets: rulesets.find(({ ipsets }) => ipsets !== null)?.ipsets ?? null,
  };
}

/** Packets that each dropping rule or policy has counted, by `ruleKey` and `policyKey`. */
export function countersOf({ chains }: Ruleset): ReadonlyMap<string, number> {
  const counters = new Map<string, number>();
  for (const chain of chains) {
    if (chain.policyCounter !== null) counters.set(policyKey(chain), chain.policyCounter);
    for (const rule of chain.rules) {
      const counter = rule.expressions.map(packetsOf).find((packets) => packets !== null);
      if (counter !== undefined && counter !== null) counters.set(ruleKey(chain, rule), counter);
    }
  }
  return counters;
}

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

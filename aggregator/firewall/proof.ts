import { type Reason, reason } from "../../proto/reasons/index.ts";
import type { NetnsState } from "../../proto/wire/facts.ts";
import { addressBits } from "./address.ts";
import { dropsAt, type FirewallDrop } from "./evaluate.ts";
import { parseIpsets, withTransients } from "./ipset/save.ts";
import { parseIptables } from "./iptables/iptables.ts";
import { parseNftables } from "./nft/nftables.ts";
import type { FirewallPacket } from "./packet.ts";
import {
  type Chain,
  countersOf,
  type Expression,
  joined,
  packetsOf,
  type Ruleset,
} from "./ruleset.ts";

/** The firewall of a namespace, with what its rules counted while the probes ran. */
export interface WatchedFirewall {
  readonly ruleset: Ruleset;
  /** Counters before the probes; null when they were not read. */
  readonly before: ReadonlyMap<string, number> | null;
  /** Addresses for which rules were read; null where all were. */
  readonly keptFor: readonly string[] | null;
}

/** A rule that may drop, and what its counter says of it. */
export interface ProvenDrop extends FirewallDrop {
  /** Packets that it dropped while the probes ran; null where nobody counted. */
  readonly grown: number | null;
}

/**
 * @param before the same before the probes: members of sets that came or went are told by it.
 * @throws {SyntaxError} when a tool's output is not what it should be.
 */
export function rulesetOf(state: Rules, before: Rules | null): Ruleset {
  const nft = parseNftables(state.nftJson);
  const texts = state.iptables.map((dump) => ({ ...dump, ruleset: parseIptables(dump) }));
  // iptables-nft knows more of its own tables than nft.
  const better = texts
    .filter(({ backend }) => backend === "nft")
    .flatMap(({ ruleset }) => ruleset.chains)
    .map((chain) => counted(chain, nft));
  const replaced = new Set(better.map(tableOf));
  const legacy = texts.filter(({ backend }) => backend !== "nft");
  return joined(
    {
      ...nft,
      chains: nft.chains.filter((chain) => !replaced.has(tableOf(chain))),
      sets: before === null ? nft.sets : withTransientElements(nft, parseNftables(before.nftJson)),
    },
    { chains: better, sets: new Map(), ipsets: ipsetsOf(state, before) },
    ...legacy.map(({ ruleset }) => ruleset),
  );
}

/** iptables-nft shows 0 for a rule that does not count, as nft knows. */
function counted(chain: Chain, nft: Ruleset): Chain {
  const same = nft.chains.find((one) => tableOf(one) === tableOf(chain) && one.name === chain.name);
  if (same === undefined) return chain;
  const countsAll = same.rules.every(({ expressions }) => expressions.some(counts));
  if (countsAll) return chain;
  const isAlike = same.rules.length === chain.rules.length;
  const rules = chain.rules.map((rule, at) => {
    const isCounted = isAlike && (same.rules[at]?.expressions.some(counts) ?? false);
    return isCounted
      ? rule
      : { ...rule, expressions: rule.expressions.filter((one) => !counts(one)) };
  });
  return { ...chain, rules };
}

/** Sets as they are after the probes, with the elements that came or went while these ran. */
function withTransientElements(after: Ruleset, before: Ruleset): Ruleset["sets"] {
  return new Map(
    [...after.sets].map(([name, { elements, isPartial }]) => {
      const then = new Map((before.sets.get(name)?.elements ?? []).map((one) => [keyOf(one), one]));
      const now = new Map(elements.map((one) => [keyOf(one), one]));
      const staying = elements.filter((one) => then.has(keyOf(one)));
      const came = [...now].flatMap(([key, one]) => (then.has(key) ? [] : [one]));
      const gone = [...then].flatMap(([key, one]) => (now.has(key) ? [] : [one]));
      return [name, { elements: staying, transient: [...came, ...gone], isPartial }];
    }),
  );
}

/** What an element is, apart from what it counts and how long it stays. */
function keyOf(element: unknown): string {
  return JSON.stringify(element, (name, value) => (volatile.has(name) ? undefined : value));
}

const volatile = new Set(["expires", "counter", "packets", "bytes", "used"]);

/** What an agent reads of a firewall. */
type Rules = Pick<NetnsState, "nftJson" | "iptables" | "ipsets">;

/** @returns null where they were not looked at. */
function ipsetsOf({ ipsets }: Rules, before: Rules | null): Ruleset["ipsets"] {
  if (ipsets === undefined) return null;
  const after = parseIpsets(ipsets);
  return before?.ipsets === undefined ? after : withTransients(after, parseIpsets(before.ipsets));
}

function tableOf({ family, table }: Pick<Chain, "family" | "table">): string {
  return `${family} ${table}`;
}

function counts(expression: Expression): boolean {
  return packetsOf(expression) !== null;
}

/** Every rule that may drop the packet at one of the hooks, in the order in which it meets them. */
export function provenDrops(
  { ruleset, before }: WatchedFirewall,
  hooks: readonly string[],
  packet: FirewallPacket,
): ProvenDrop[] {
  return dropsAt(ruleset, hooks, packet).map((drop) => ({ ...drop, grown: grown(drop, before) }));
}

function grown({ counter, key }: FirewallDrop, before: WatchedFirewall["before"]): number | null {
  if (counter === null) return null;
  if (counter === 0) return 0;
  if (before === null) return null;
  const then = before.get(key);
  return then === undefined || then > counter ? null : counter - then;
}

/** The rule to blame, and how sure that is. */
export interface Culprit {
  readonly drop: ProvenDrop;
  readonly weight: "decisive" | "supporting";
}

/**
 * Of the rules that may drop, the one that did:
 *
 * - one that counted packets while the probes ran, decisive when it certainly applies or counted as
 *   many as were lost;
 * - else one that does not count, decisive when it certainly applies;
 * - one that counted nothing is not the cause, whatever it says.
 *
 * @param lost probes that were not answered.
 */
export function culpritOf(drops: readonly ProvenDrop[], lost: number): Culprit | null {
  const counted = drops.find((drop) => (drop.grown ?? 0) > 0);
  if (counted !== undefined) {
    const enough = lost > 0 && (counted.grown ?? 0) >= lost;
    return { drop: counted, weight: counted.certain || enough ? "decisive" : "supporting" };
  }
  const uncounted = drops.filter((drop) => drop.grown === null && !drop.unlikely);
  const possible = uncounted.find(({ certain }) => certain) ?? uncounted[0];
  if (possible === undefined) return null;
  // A counter that nobody compared proves nothing, however high it stands.
  const sure = possible.certain && possible.counter === null;
  return { drop: possible, weight: sure ? "decisive" : "supporting" };
}

/** Where the rule is, what it does, what it counted. */
export function dropReason({ rule, verdict, hook, grown, counter }: ProvenDrop): Reason {
  return reason("RULE_DROPS", { rule, verdict, hook, grown, counter });
}

/** @param before the same namespace before the probes; null when it could not be read. */
export function watchedFirewall(after: NetnsState, before: NetnsState | null): WatchedFirewall {
  return {
    ruleset: rulesetOf(after, before),
    before: before === null ? null : countersOf(rulesetOf(before, null)),
    keptFor: after.rulesKeptFor?.length ? after.rulesKeptFor : null,
  };
}

/** Why nothing can be said of a packet: of a large firewall an agent read what concerns others. */
export function unreadFor(
  { keptFor }: Pick<WatchedFirewall, "keptFor">,
  { source, destination }: FirewallPacket,
): Reason | null {
  if (keptFor === null) return null;
  const kept = new Set(keptFor.map(canonical));
  const missing = [source, destination].filter((address) => !kept.has(canonical(address)));
  return missing.length === 0 ? null : reason("RULES_LEFT_OUT", { addresses: missing });
}

function canonical(address: string): string {
  const bits = addressBits(address);
  return bits === null ? address : `${bits.size} ${bits.bits}`;
}

/** What of a namespace's firewall could not be read. */
export interface UnreadRules {
  /** Nothing can be said of the rules. */
  readonly whole: Reason | null;
  /** Some rules cannot be told: that none drops is not known. */
  readonly part: Reason | null;
}

export function unreadRules({ problems }: Pick<NetnsState, "problems">): UnreadRules {
  const unread = problems.filter(({ part }) => part === "firewall");
  const whole = unread.find(({ why }) => why.code !== "IPSETS_UNREAD");
  const part = unread.find(({ why }) => why.code === "IPSETS_UNREAD");
  return {
    whole: whole === undefined ? null : reason("PART_UNREAD", whole),
    part: part === undefined ? null : reason("PART_UNREAD", part),
  };
}

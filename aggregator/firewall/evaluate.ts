import { type IpsetQuestion, isInIpset } from "./ipset/match.ts";
import { type ElementsOf, lookUp, matches } from "./match.ts";
import { type FirewallPacket, isRecord } from "./packet.ts";
import {
  type Chain,
  type Expression,
  packetsOf,
  policyKey,
  type Rule,
  type Ruleset,
  ruleKey,
} from "./ruleset.ts";
import { both, type Tristate } from "./tristate.ts";

/** A rule, or a policy, that drops the packet, or may. */
export interface FirewallDrop {
  readonly verdict: "drop" | "reject";
  /** It applies, and nothing before it may have let the packet through. */
  readonly certain: boolean;
  /** It applies only to packets that are marked or out of order: without proof it says nothing. */
  readonly unlikely: boolean;
  readonly hook: string;
  /** What people find it by: "inet filter input handle 4", "… policy drop". */
  readonly rule: string;
  /** The same before and after the probes. */
  readonly key: string;
  /** Packets that it has counted; null when it does not count. */
  readonly counter: number | null;
}

/** Jumps deeper than this are a loop or nobody's ruleset; the kernel stops at 16. */
const maxDepth = 16;

/**
 * Walks the base chains of the hooks in the order of their priorities, as netfilter does, and gives
 * every rule that may drop the packet, in the order in which it meets them. None: it passes.
 *
 * Behind a rule that certainly drops the walk goes on, without certainty: counters may tell that
 * the rule does not do what is read out of it.
 */
export function dropsAt(
  ruleset: Ruleset,
  hooks: readonly string[],
  packet: FirewallPacket,
): FirewallDrop[] {
  const own = packet.source.includes(":") ? "ip6" : "ip";
  const walk = new Walk(ruleset, packet);
  for (const hook of hooks) {
    const device = deviceOf(hook, packet);
    const families = device === undefined ? [own, "inet"] : ["netdev", "inet"];
    const base = ruleset.chains
      .filter((chain) => chain.hook === hook && families.includes(chain.family))
      .sort((a, b) => a.priority - b.priority);
    for (const chain of base) walk.base(hook, chain, device ?? null);
  }
  return walk.drops;
}

/** Of hooks whose chains belong to interfaces: the packet's interface, null when not known. */
function deviceOf(hook: string, packet: FirewallPacket): string | null | undefined {
  if (hook === "egress") return packet.outInterface;
  return hook === "ingress" ? packet.inInterface : undefined;
}

/** How a chain ends: with a verdict that lets the packet pass, or without one. */
type End = "left" | "through";

class Walk {
  readonly #ruleset: Ruleset;
  readonly #packet: FirewallPacket;
  readonly drops: FirewallDrop[] = [];
  /** Nothing that has been passed may have decided the packet in this chain. */
  #isCertain = true;
  /** Nothing that has been passed may have changed the packet. */
  #isUnchanged = true;
  #hook = "";

  constructor(ruleset: Ruleset, packet: FirewallPacket) {
    this.#ruleset = ruleset;
    this.#packet = packet;
  }

  /** @param device of which the chain must be, where its hook is one of interfaces. */
  base(hook: string, chain: Chain, device: string | null): void {
    if (device !== null && chain.devices !== null && !chain.devices.includes(device)) return;
    this.#hook = hook;
    // What one chain lets through, the next one gets all the same. nft 1.0.6 does not print the
    // interfaces of a chain at egress.
    this.#isCertain = this.#isUnchanged && (device === null || chain.devices !== null);
    if (this.#chain(chain, 0) === "left" || chain.policy === "accept") return;
    this.drops.push({
      verdict: "drop",
      hook,
      certain: this.#isCertain,
      unlikely: false,
      rule: `${chain.label} policy drop`,
      key: policyKey(chain),
      counter: chain.zeroIsUnknown ? chain.policyCounter || null : chain.policyCounter,
    });
  }

  #chain(chain: Chain, depth: number): End {
    if (depth > maxDepth) return "through";
    for (const rule of chain.rules) {
      const end = this.#rule(chain, rule, depth);
      if (end === "returned") return "through";
      if (end === "left") return end;
    }
    return "through";
  }

  #rule(chain: Chain, rule: Rule, depth: number): End | "next" | "returned" {
    let applies: Tristate = "yes";
    let counter: number | null = null;
    for (const expression of rule.expressions) {
      counter ??= packetsOf(expression);
      applies = both(applies, this.#condition(chain, expression));
      if (applies === "no") return "next";
      for (const { kind, statement, held } of this.#verdicts(chain, expression)) {
        const at = { chain, rule, counter, depth, applies: both(applies, held) };
        const end = this.#verdict(kind, statement, at);
        if (end !== "next") return end;
      }
    }
    return "next";
  }

  #condition(chain: Chain, expression: Expression): Tristate {
    const [kind] = Object.keys(expression);
    switch (kind) {
      case "match":
        return matches(expression.match, this.#packet, this.#elementsOf(chain));
      case "xt":
        return conditionOfExtension(expression.xt);
      case "ipset":
        return isInIpset(expression.ipset as IpsetQuestion, this.#ruleset.ipsets, this.#packet);
      case "limit":
      case "quota":
      case "ct count":
        return "maybe";
      default:
        return "yes";
    }
  }

  /** The verdict of a statement; of a map those of all elements that may be the packet's. */
  #verdicts(chain: Chain, expression: Expression): Verdict[] {
    const [kind = ""] = Object.keys(expression);
    if (kind === "xt") return verdictOfExtension(expression.xt);
    if (kind !== "vmap") return [{ kind, statement: expression[kind], held: "yes" }];
    const { key, data } = isRecord(expression.vmap) ? expression.vmap : {};
    const found = lookUp(key, data, this.#packet, this.#elementsOf(chain));
    return found.map(({ value, held }) => {
      const [target = ""] = Object.keys(isRecord(value) ? value : {});
      return { kind: target, statement: isRecord(value) ? value[target] : null, held };
    });
  }

  #verdict(kind: string, statement: unknown, at: Place): End | "next" | "returned" {
    const isSure = at.applies === "yes";
    switch (kind) {
      case "drop":
      case "reject":
        this.drops.push(this.#drop(kind, at));
        if (isSure) this.#isCertain = false;
        return "next";
      case "accept":
        return this.#unsure("left", isSure);
      case "return":
        return this.#unsure("returned", isSure);
      case "jump":
      case "goto":
        return this.#jump(kind, statement, at, isSure);
      default:
        if (!leaving.includes(kind)) return "next";
        // Addresses change, or a program decides: what follows is no longer known.
        this.#isUnchanged = false;
        return this.#unsure("left", isSure);
    }
  }

  #drop(verdict: "drop" | "reject", at: Place): FirewallDrop {
    return {
      verdict,
      hook: this.#hook,
      certain: at.applies === "yes" && this.#isCertain,
      unlikely: at.applies === "unlikely",
      rule: `${at.chain.label} ${at.rule.label}`,
      key: ruleKey(at.chain, at.rule),
      counter: at.counter,
    };
  }

  /** A verdict of a rule that may not apply is passed by, and nothing is certain after it. */
  #unsure<E>(end: E, isSure: boolean): E | "next" {
    if (isSure) return end;
    this.#isCertain = false;
    return "next";
  }

  #jump(
    kind: "jump" | "goto",
    statement: unknown,
    at: Place,
    isSure: boolean,
  ): End | "next" | "returned" {
    const name = isRecord(statement) ? statement.target : statement;
    const { family, table } = at.chain;
    const target = this.#ruleset.chains.find(
      (chain) => chain.name === name && chain.table === table && chain.family === family,
    );
    if (target === undefined) return this.#unsure("next", false);
    const known = this.drops.length;
    const before = this.#isCertain;
    if (!isSure) this.#isCertain = false;
    const end = this.#chain(target, at.depth + 1);
    if (at.applies === "unlikely") this.#discount(known);
    if (isSure) return end === "left" ? end : kind === "goto" ? "returned" : "next";
    // A chain that lets everything go on changes nothing, whether it was entered or not.
    const letsGoOn = end === "through" && this.drops.length === known && kind === "jump";
    if (letsGoOn && !this.#hasVerdicts(target)) this.#isCertain = before;
    return "next";
  }

  /** Whether some packet may leave the chain by a verdict. */
  #hasVerdicts(chain: Chain): boolean {
    return chain.rules.some(({ expressions }) =>
      expressions.some((one) => !harmless.has(Object.keys(one)[0] ?? "")),
    );
  }

  /** Drops behind a jump that is unlikely are so as well. */
  #discount(from: number): void {
    const behind = this.drops.splice(from);
    this.drops.push(...behind.map((drop) => ({ ...drop, unlikely: true })));
  }

  #elementsOf({ family, table }: Chain): ElementsOf {
    return (name) => this.#ruleset.sets.get(`${family} ${table} ${name}`) ?? null;
  }
}

interface Place {
  readonly chain: Chain;
  readonly rule: Rule;
  readonly counter: number | null;
  readonly depth: number;
  readonly applies: Tristate;
}

interface Verdict {
  readonly kind: string;
  readonly statement: unknown;
  readonly held: Tristate;
}

/** Expressions after which a packet goes on in any case. */
const harmless = new Set(["match", "ipset", "counter", "log", "mangle", "limit", "notrack"]);

const leaving = ["queue", "dnat", "snat", "masquerade", "redirect", "tproxy", "synproxy"];

/** nft shows extensions of xtables by type and name alone: `{"type": "match", "name": "…"}`. */
function conditionOfExtension(extension: unknown): Tristate {
  if (!isRecord(extension) || extension.type !== "match") return "yes";
  return extension.name === "comment" ? "yes" : "maybe";
}

function verdictOfExtension(extension: unknown): Verdict[] {
  if (!isRecord(extension) || extension.type !== "target") return [];
  const kind = targets[String(extension.name)];
  return kind === undefined ? [] : [{ kind, statement: null, held: "yes" }];
}

/** Targets of iptables-extensions(8) that end a packet's way through a chain. */
const targets: Readonly<Record<string, string>> = {
  REJECT: "reject",
  NFQUEUE: "queue",
  DNAT: "dnat",
  SNAT: "snat",
  MASQUERADE: "masquerade",
  REDIRECT: "redirect",
  TPROXY: "tproxy",
  SYNPROXY: "synproxy",
  TARPIT: "drop",
};

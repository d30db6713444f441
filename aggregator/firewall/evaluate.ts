import { type FirewallPacket, matches, type Tristate } from "./match.ts";
import type { Chain, Rule, Ruleset } from "./ruleset.ts";

/** What a ruleset does with a packet at one hook. */
export interface FirewallAnswer {
  readonly verdict: "accept" | "drop" | "reject";
  /** False when a rule that decides could only be matched as "maybe". */
  readonly certain: boolean;
  /** "family table chain handle N", or "… policy drop"; empty when nothing drops. */
  readonly rule: string;
  /** Packets the deciding rule's counter holds; null when it has none. */
  readonly counter: number | null;
}

/** Jumps deeper than this are a loop or nobody's ruleset; the kernel stops at 16. */
const maxDepth = 16;

/** Walks the base chains of the hook in the order of their priorities, as netfilter does. */
export function evaluate(ruleset: Ruleset, hook: string, packet: FirewallPacket): FirewallAnswer {
  const families = packet.source.includes(":") ? ["ip6", "inet"] : ["ip", "inet"];
  const base = ruleset.chains
    .filter((chain) => chain.hook === hook && families.includes(chain.family))
    .sort((a, b) => a.priority - b.priority);
  let possible: FirewallAnswer | null = null;
  for (const chain of base) {
    const walk = new Walk(ruleset, packet);
    const end = walk.chain(chain, 0);
    possible ??= walk.possible;
    if (end.kind === "drop" || end.kind === "reject") return end.answer;
    if (end.kind === "fell-through" && chain.policy === "drop") {
      const rule = `${label(chain)} policy drop`;
      return { verdict: "drop", certain: !walk.uncertain, rule, counter: null };
    }
  }
  return possible ?? { verdict: "accept", certain: true, rule: "", counter: null };
}

type End =
  | { readonly kind: "accept" | "fell-through" | "returned" }
  | { readonly kind: "drop" | "reject"; readonly answer: FirewallAnswer };

class Walk {
  readonly #ruleset: Ruleset;
  readonly #packet: FirewallPacket;
  /** A rule that may or may not apply has been passed. */
  uncertain = false;
  /** The first drop that may apply. */
  possible: FirewallAnswer | null = null;

  constructor(ruleset: Ruleset, packet: FirewallPacket) {
    this.#ruleset = ruleset;
    this.#packet = packet;
  }

  chain(chain: Chain, depth: number): End {
    if (depth > maxDepth) return { kind: "fell-through" };
    for (const rule of chain.rules) {
      const end = this.#rule(chain, rule, depth);
      if (end !== null) return end;
    }
    return { kind: "fell-through" };
  }

  /** Null: the next rule is asked. */
  #rule(chain: Chain, rule: Rule, depth: number): End | null {
    let applies: Tristate = "yes";
    let counter: number | null = null;
    for (const expression of rule.expressions) {
      const [kind] = Object.keys(expression);
      if (kind === "match") applies = both(applies, this.#match(chain, expression.match));
      else if (kind === "xt" || kind === "limit") applies = both(applies, "maybe");
      else if (kind === "counter") counter = packetsOf(expression.counter);
      if (applies === "no") return null;
      const end = this.#verdict(chain, rule, kind ?? "", expression, applies, counter, depth);
      if (end !== null) return end;
    }
    return null;
  }

  #verdict(
    chain: Chain,
    rule: Rule,
    kind: string,
    expression: Readonly<Record<string, unknown>>,
    applies: Tristate,
    counter: number | null,
    depth: number,
  ): End | null {
    if (kind === "jump" || kind === "goto") {
      return this.#jump(chain, expression[kind], applies, depth);
    }
    if (!["accept", "drop", "reject", "return"].includes(kind)) return null;
    if (applies === "maybe") {
      this.uncertain = true;
      if (kind === "drop" || kind === "reject") {
        this.possible ??= answer(kind, false, chain, rule, counter);
      }
      return null;
    }
    if (kind === "drop" || kind === "reject") {
      return { kind, answer: answer(kind, !this.uncertain, chain, rule, counter) };
    }
    return { kind: kind === "accept" ? "accept" : "returned" };
  }

  #jump(from: Chain, statement: unknown, applies: Tristate, depth: number): End | null {
    const name = (statement as { target?: unknown } | null)?.target;
    const target = this.#ruleset.chains.find(
      (chain) => chain.name === name && chain.table === from.table && chain.family === from.family,
    );
    if (target === undefined) return null;
    if (applies === "maybe") this.uncertain = true;
    const end = this.chain(target, depth + 1);
    if (applies === "maybe") {
      if (end.kind === "drop" || end.kind === "reject") this.possible ??= end.answer;
      return null;
    }
    return end.kind === "fell-through" || end.kind === "returned" ? null : end;
  }

  #match(chain: Chain, statement: unknown): Tristate {
    const elementsOf = (name: string): readonly unknown[] | null =>
      this.#ruleset.sets.get(`${chain.family} ${chain.table} ${name}`) ?? null;
    return matches(statement, this.#packet, elementsOf);
  }
}

function answer(
  verdict: "drop" | "reject",
  certain: boolean,
  chain: Chain,
  rule: Rule,
  counter: number | null,
): FirewallAnswer {
  return { verdict, certain, rule: `${label(chain)} handle ${rule.handle}`, counter };
}

function label(chain: Chain): string {
  return `${chain.family} ${chain.table} ${chain.name}`;
}

function both(a: Tristate, b: Tristate): Tristate {
  if (a === "no" || b === "no") return "no";
  return a === "maybe" || b === "maybe" ? "maybe" : "yes";
}

function packetsOf(statement: unknown): number | null {
  const packets = (statement as { packets?: unknown } | null)?.packets;
  return typeof packets === "number" ? packets : null;
}

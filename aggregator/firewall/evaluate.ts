import type { ElementsOf } from "./compare.ts";
import { lookUp } from "./nft/expression.ts";
import { type FirewallPacket, isRecord } from "./packet.ts";
import { PacketState } from "./packet-state.ts";
import {
  type Chain,
  chainBeside,
  dropCounterOf,
  type Expression,
  marksConnections,
  policyKey,
  type Rule,
  type Ruleset,
  ruleKey,
} from "./ruleset.ts";
import { apply, conditionOf, type Sets } from "./statements.ts";
import { both, inverted, type Tristate } from "./tristate.ts";

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

/** A rule that changes the packet's addresses or ports, or hands it to a program, or may. */
export interface FirewallTranslation {
  /** dnat, snat, masquerade, redirect, netmap, tproxy, synproxy, fwd, queue. */
  readonly kind: string;
  /** What it says, as libnftables-json(5) or the tool's own words. */
  readonly statement: unknown;
  readonly certain: boolean;
  readonly unlikely: boolean;
  readonly hook: string;
  readonly rule: string;
}

export interface FirewallPassage {
  readonly drops: readonly FirewallDrop[];
  readonly translations: readonly FirewallTranslation[];
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
): readonly FirewallDrop[] {
  return passageOf(ruleset, hooks, packet).drops;
}

/** The same, with the rules that translate the packet. */
export function passageOf(
  ruleset: Ruleset,
  hooks: readonly string[],
  packet: FirewallPacket,
): FirewallPassage {
  const own = packet.source.includes(":") ? "ip6" : "ip";
  const walk = new Walk(ruleset, packet, hooks);
  for (const hook of hooks) {
    const device = deviceOf(hook, packet);
    const families = device === undefined ? [own, "inet"] : ["netdev", "inet"];
    const base = ruleset.chains
      .filter((chain) => chain.hook === hook && families.includes(chain.family))
      .sort((a, b) => a.priority - b.priority);
    for (const chain of base) walk.base(hook, chain, device ?? null);
  }
  return walk;
}

/** Of hooks whose chains belong to interfaces: the packet's interface, null when not known. */
function deviceOf(hook: string, packet: FirewallPacket): string | null | undefined {
  if (hook === "egress") return packet.outInterface;
  return hook === "ingress" ? packet.inInterface : undefined;
}

/** How a chain ends: with a verdict that lets the packet pass, or without one. */
type End = "left" | "through";

class Walk implements FirewallPassage {
  readonly drops: FirewallDrop[] = [];
  readonly translations: FirewallTranslation[] = [];
  readonly #ruleset: Ruleset;
  readonly #state: PacketState;
  /** Nothing that has been passed may have decided the packet in this chain. */
  #isCertain = true;
  /** Nothing that has been passed may have sent the packet another way. */
  #isUnchanged = true;

  constructor(ruleset: Ruleset, packet: FirewallPacket, hooks: readonly string[]) {
    this.#ruleset = ruleset;
    this.#state = new PacketState(packet, hooks, marksConnections(ruleset));
  }

  /** @param device of which the chain must be, where its hook is one of interfaces. */
  base(hook: string, chain: Chain, device: string | null): void {
    if (device !== null && chain.devices !== null && !chain.devices.includes(device)) return;
    this.#state.enter(hook, chain.priority);
    if (chain.isActive === "no" || (chain.isNat && this.#skipsNat())) return;
    // What one chain lets through, the next one gets all the same. nft 1.0.6 does not print the
    // interfaces of a chain at egress.
    this.#isCertain = this.#isUnchanged && (device === null || chain.devices !== null);
    if (this.#chain(chain, 0, chain.isActive) === "left" || chain.policy === "accept") return;
    this.drops.push({
      verdict: "drop",
      hook,
      certain: this.#isCertain && chain.isActive === "yes",
      unlikely: false,
      rule: `${chain.label} policy drop`,
      key: policyKey(chain),
      counter: chain.zeroIsUnknown ? chain.policyCounter || null : chain.policyCounter,
    });
  }

  /** Chains of type nat see the first packet of a connection only. */
  #skipsNat(): boolean {
    const { tracking, packet } = this.#state;
    return tracking === "untracked" || packet.ctState === "established";
  }

  #chain(chain: Chain, depth: number, entered: Tristate): End {
    if (depth > maxDepth) return "through";
    for (const rule of chain.rules) {
      const end = this.#rule({ chain, rule, depth, entered });
      if (end === "returned") return "through";
      if (end === "left") return end;
    }
    return "through";
  }

  #rule(place: Place): Ending {
    const sets = this.#setsOf(place.chain);
    let applies: Tristate = "yes";
    for (const expression of place.rule.expressions) {
      applies = both(applies, conditionOf(expression, this.#state, sets));
      if (applies === "no") return "next";
      apply(expression, both(applies, place.entered), this.#state, sets);
      const verdicts = this.#verdicts(expression, sets);
      for (const { kind, statement, held } of verdicts.values) {
        const end = this.#verdict(kind, statement, { ...place, applies: both(applies, held) });
        if (end !== "next") return end;
      }
      applies = both(applies, verdicts.goesOn);
      if (applies === "no") return "next";
    }
    return "next";
  }

  /** The verdict of a statement; of a map those of all elements that may be the packet's. */
  #verdicts(expression: Expression, sets: Sets): Verdicts {
    const [kind = ""] = Object.keys(expression);
    const statement = expression[kind];
    if (kind === "xt") return { values: verdictOfExtension(statement), goesOn: "yes" };
    if (kind !== "vmap" || !isRecord(statement)) {
      return { values: [{ kind, statement, held: "yes" }], goesOn: "yes" };
    }
    const { values, isMiss } = lookUp(statement, this.#state, sets.elementsOf);
    // What is not known of a map may be any verdict.
    if (values.length === 0 && isMiss !== "yes") this.#isCertain = false;
    return {
      values: values.map(({ value, held }) => {
        const [target = ""] = Object.keys(isRecord(value) ? value : {});
        return { kind: target, statement: isRecord(value) ? value[target] : null, held };
      }),
      goesOn: inverted(isMiss),
    };
  }

  #verdict(kind: string, statement: unknown, at: Met): Ending {
    const isSure = at.applies === "yes";
    switch (kind) {
      case "drop":
      case "reject":
        this.drops.push(this.#drop(kind, at));
        if (!isSure) return "next";
        // Of packets that did not come here it says nothing: they go on where they came from.
        if (at.entered !== "yes") return "returned";
        this.#isCertain = false;
        return "next";
      case "accept":
        return this.#unsure("left", isSure);
      case "return":
        return this.#unsure("returned", isSure);
      case "jump":
      case "goto":
        return this.#jump(kind, statement, at);
      case "unknown":
        // It may do anything, or nothing.
        return this.#unsure("next", false);
      default:
        return leaving.has(kind) ? this.#translate(kind, statement, at) : "next";
    }
  }

  #drop(verdict: "drop" | "reject", at: Met): FirewallDrop {
    const { chain, rule } = at;
    return {
      verdict,
      ...this.#found(at),
      key: ruleKey(chain, rule),
      counter: dropCounterOf(rule),
    };
  }

  #found({ chain, rule, applies, entered }: Met) {
    const overall = both(applies, entered);
    return {
      certain: overall === "yes" && this.#isCertain,
      unlikely: overall === "unlikely",
      hook: this.#state.hook,
      rule: `${chain.label} ${rule.label}`,
    };
  }

  /** Addresses change, or something else takes the packet. */
  #translate(kind: string, statement: unknown, at: Met): Ending {
    const found = this.#found(at);
    this.translations.push({ kind, statement, ...found });
    if (!found.unlikely) {
      if (kind === "snat" || kind === "masquerade") {
        this.#state.hide("source");
        this.#state.hide("sourcePort");
      } else this.#isUnchanged = false;
    }
    // nft's own statement sets a socket, and goes on; the target of iptables accepts.
    if (kind === "tproxy" && !isExtension(statement)) return "next";
    // Synproxy answers what opens a connection, and takes what belongs to one.
    const isSure = at.applies === "yes" && (kind !== "synproxy" || this.#opens());
    return this.#unsure("left", isSure);
  }

  #opens(): boolean {
    return this.#state.packet.ctState === "new";
  }

  /** A verdict of a rule that may not apply is passed by, and nothing is certain after it. */
  #unsure<E>(end: E, isSure: boolean): E | "next" {
    if (isSure) return end;
    this.#isCertain = false;
    return "next";
  }

  #jump(kind: "jump" | "goto", statement: unknown, at: Met): Ending {
    const name = isRecord(statement) ? statement.target : statement;
    const target = chainBeside(this.#ruleset, at.chain, String(name));
    const isSure = at.applies === "yes";
    if (target === undefined) return this.#unsure("next", false);
    const end = this.#chain(target, at.depth + 1, both(at.applies, at.entered));
    if (isSure) return end === "left" ? end : kind === "goto" ? "returned" : "next";
    // Packets that did not go there go on here; those that did come back if it lets them.
    this.#isCertain &&= end === "through" && kind === "jump";
    return "next";
  }

  #setsOf({ family, table }: Chain): Sets {
    const elementsOf: ElementsOf = (name) => {
      const set = this.#ruleset.sets.get(`${family} ${table} ${name}`);
      return set === undefined ? null : { ...set, isGrowing: this.#state.isGrowing(name) };
    };
    return { elementsOf, ipsets: this.#ruleset.ipsets };
  }
}

type Ending = End | "next" | "returned";

interface Place {
  readonly chain: Chain;
  readonly rule: Rule;
  readonly depth: number;
  /** Whether the packet comes to the rule's chain. */
  readonly entered: Tristate;
}

/** A rule that applies, or may. */
interface Met extends Place {
  readonly applies: Tristate;
}

interface Verdicts {
  readonly values: readonly {
    readonly kind: string;
    readonly statement: unknown;
    readonly held: Tristate;
  }[];
  readonly goesOn: Tristate;
}

const leaving: ReadonlySet<string> = new Set([
  ...["queue", "dnat", "snat", "masquerade", "redirect", "netmap", "tproxy", "synproxy", "fwd"],
]);

function isExtension(statement: unknown): boolean {
  return isRecord(statement) && statement.type === "target";
}

/** nft shows extensions of xtables by type and name alone: `{"type": "match", "name": "…"}`. */
function verdictOfExtension(extension: unknown): Verdicts["values"] {
  if (!isRecord(extension) || !isExtension(extension)) return [];
  const name = String(extension.name);
  const kind = targets[name] ?? (goingOn.has(name) ? null : "unknown");
  return kind === null ? [] : [{ kind, statement: extension, held: "yes" }];
}

/** Targets of iptables-extensions(8) that end a packet's way through a chain. */
const targets: Readonly<Record<string, string>> = {
  REJECT: "reject",
  NFQUEUE: "queue",
  QUEUE: "queue",
  DNAT: "dnat",
  SNAT: "snat",
  MASQUERADE: "masquerade",
  REDIRECT: "redirect",
  NETMAP: "netmap",
  TPROXY: "tproxy",
  SYNPROXY: "synproxy",
  TARPIT: "drop",
};

/** Those behind which every packet goes on. */
const goingOn = new Set([
  ...["LOG", "NFLOG", "ULOG", "AUDIT", "CHECKSUM", "CLASSIFY", "CONNMARK", "CONNSECMARK", "CT"],
  ...["DSCP", "ECN", "HL", "HMARK", "IDLETIMER", "LED", "MARK", "NOTRACK", "RATEEST", "SECMARK"],
  ...["SET", "TCPMSS", "TCPOPTSTRIP", "TEE", "TOS", "TRACE", "TTL"],
]);

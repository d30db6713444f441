import { type Held, Lines, reachable, type Sieve, type Sieved } from "./sieve.ts";
import type { WantedAddresses } from "./wanted-addresses.ts";

interface SavedChain {
  readonly head: string;
  readonly isBase: boolean;
  /** Rules in their order, null for those that are left out. */
  readonly rules: (string | null)[];
  readonly targets: Set<string>;
}

/**
 * Of what iptables-save(8) prints keeps the rules that wanted packets may meet: those of other
 * addresses are left out, and chains that no built-in chain leads to. Where rules are missing in
 * front of others, a comment tells how many: `# 9998 left out of KUBE-SERVICES`.
 */
export class IptablesSieve implements Sieve {
  readonly #wanted: WantedAddresses;
  readonly #held: Held;
  readonly #lines = new Lines((line) => this.#line(line));
  readonly #kept: string[] = [];
  #chains = new Map<string, SavedChain>();
  #leftOut = 0;

  constructor(wanted: WantedAddresses, held: Held) {
    this.#wanted = wanted;
    this.#held = held;
  }

  take(text: string): void {
    this.#lines.add(text);
  }

  end(): Sieved {
    this.#lines.end();
    return { text: `${this.#kept.join("\n")}\n`, leftOut: this.#leftOut };
  }

  #line(line: string): void {
    const [, name, policy] = /^:(\S+) (\S+)/.exec(line) ?? [];
    if (name !== undefined) {
      this.#hold(line);
      const own = { head: line, isBase: policy !== "-", rules: [], targets: new Set<string>() };
      this.#chains.set(name, own);
      return;
    }
    const [, chainName] = /^(?:\[\d+:\d+\] )?-A (\S+)/.exec(line) ?? [];
    const chain = this.#chains.get(chainName ?? "");
    if (chain !== undefined) this.#rule(chain, line);
    else {
      if (line === "COMMIT") this.#commit();
      this.#kept.push(line);
    }
  }

  #rule(chain: SavedChain, line: string): void {
    if (!isWanted(line, this.#wanted)) {
      chain.rules.push(null);
      return;
    }
    this.#hold(line);
    chain.rules.push(line);
    const [, target] = / -[jg] (\S+)/.exec(line.replace(/"(?:[^"\\]|\\.)*"/g, "")) ?? [];
    if (target !== undefined) chain.targets.add(target);
  }

  #hold(line: string): void {
    this.#held.add(line);
  }

  #commit(): void {
    const chains = this.#chains;
    this.#chains = new Map();
    const roots = [...chains].flatMap(([name, { isBase }]) => (isBase ? [name] : []));
    const reached = reachable(roots, (name) => chains.get(name)?.targets ?? []);
    for (const [name, { rules }] of chains) {
      if (!reached.has(name)) this.#leftOut += rules.length;
    }
    const met = [...chains].filter(([name]) => reached.has(name));
    this.#kept.push(...met.map(([, { head }]) => head));
    for (const [name, { rules }] of met) this.#emit(name, rules);
  }

  #emit(name: string, rules: readonly (string | null)[]): void {
    let missing = 0;
    for (const rule of rules) {
      if (rule === null) {
        missing += 1;
        this.#leftOut += 1;
      } else {
        if (missing > 0) this.#kept.push(`# ${missing} left out of ${name}`);
        missing = 0;
        this.#kept.push(rule);
      }
    }
  }
}

/** `-s` and `-d` stand in front of everything else. */
function isWanted(line: string, wanted: WantedAddresses): boolean {
  const end = / -[mjg] /.exec(line)?.index ?? line.length;
  for (const [, not, address = ""] of line.slice(0, end).matchAll(/ (! )?-[sd] (\S+)/g)) {
    if (not === undefined && !wanted.mayBe(address)) return false;
  }
  return true;
}

import { type Held, Lines, type Sieve, type Sieved } from "./sieve.ts";
import type { WantedAddresses } from "./wanted-addresses.ts";

/**
 * Of what `ipset save` prints keeps the sets, and the members that wanted packets may be. A comment
 * tells how many others there are: `# 9998 left out of KUBE-CLUSTER-IP`.
 */
export class IpsetSieve implements Sieve {
  readonly #wanted: WantedAddresses;
  readonly #held: Held;
  readonly #lines = new Lines((line) => this.#line(line));
  readonly #kept: string[] = [];
  readonly #leftOut = new Map<string, number>();
  /** Sets whose members are compared with a part of an address. */
  readonly #masked = new Set<string>();

  constructor(wanted: WantedAddresses, held: Held) {
    this.#wanted = wanted;
    this.#held = held;
  }

  take(text: string): void {
    this.#lines.add(text);
  }

  end(): Sieved {
    this.#lines.end();
    const notes = [...this.#leftOut].map(([name, count]) => `# ${count} left out of ${name}`);
    const leftOut = [...this.#leftOut.values()].reduce((sum, count) => sum + count, 0);
    return { text: [...this.#kept, ...notes, ""].join("\n"), leftOut };
  }

  #line(line: string): void {
    const [verb, name = "", what = ""] = line.split(" ", 3);
    if (verb === "create" && /\b(?:netmask|bitmask)\b/.test(line)) this.#masked.add(name);
    const isWanted =
      verb !== "add" ||
      this.#masked.has(name) ||
      what.split(",").every((part) => this.#wanted.mayBe(part));
    if (!isWanted) {
      this.#leftOut.set(name, (this.#leftOut.get(name) ?? 0) + 1);
      return;
    }
    this.#held.add(line);
    this.#kept.push(line);
  }
}

import { type Held, reachable, type Sieve, type Sieved } from "./sieve.ts";
import type { WantedAddresses } from "./wanted-addresses.ts";

type Fields = Readonly<Record<string, unknown>>;

interface KeptObject {
  readonly text: string;
  /** "chain ip nat x", "map ip nat y" for rules and elements in it; null for what stays anyway. */
  readonly of: string | null;
  readonly isRule: boolean;
}

/** Sets of fewer elements are kept whole. */
const smallSet = 64;

/**
 * Of what `nft -j list ruleset` prints keeps the objects that wanted packets may meet: rules and
 * elements of other addresses are left out, and chains that no base chain leads to. A set that is
 * not whole says so in a member of its own, `left_out`.
 */
export class NftSieve implements Sieve {
  readonly #wanted: WantedAddresses;
  readonly #held: Held;
  readonly #objects = new Objects((text) => this.#object(text));
  readonly #kept: KeptObject[] = [];
  readonly #roots: string[] = [];
  readonly #onward = new Map<string, Set<string>>();
  #leftOut = 0;

  constructor(wanted: WantedAddresses, held: Held) {
    this.#wanted = wanted;
    this.#held = held;
  }

  take(text: string): void {
    this.#objects.add(text);
  }

  end(): Sieved {
    this.#objects.end();
    const reached = reachable(this.#roots, (name) => this.#onward.get(name) ?? []);
    const kept = this.#kept.filter(({ of, isRule }) => {
      const isReached = of === null || reached.has(of);
      if (!isReached && isRule) this.#leftOut += 1;
      return isReached;
    });
    const text = `{"nftables": [${kept.map((one) => one.text).join(", ")}]}`;
    return { text, leftOut: this.#leftOut };
  }

  #object(text: string): void {
    const object: Fields = JSON.parse(text);
    const [kind = ""] = Object.keys(object);
    const value = object[kind];
    if (!isFields(value)) return;
    const table = `${value.family} ${value.table}`;
    if (kind === "rule") this.#rule(value, table, text);
    else if (kind === "chain") {
      const name = `chain ${table} ${value.name}`;
      if (value.hook !== undefined) this.#roots.push(name);
      this.#keep({ text, of: name, isRule: false });
    } else if (kind === "set" || kind === "map") this.#set(kind, value, table, text);
    else this.#keep({ text, of: null, isRule: false });
  }

  #keep(object: KeptObject): void {
    this.#held.add(object.text);
    this.#kept.push(object);
  }

  #rule({ chain, expr }: Fields, table: string, text: string): void {
    const expressions = Array.isArray(expr) ? expr.filter(isFields) : [];
    if (!expressions.every((one) => this.#mayHold(one))) {
      this.#leftOut += 1;
      return;
    }
    const of = `chain ${table} ${chain}`;
    this.#lead(of, table, expressions);
    this.#keep({ text, of, isRule: true });
  }

  /** `ip daddr 10.96.0.1` and the like, of packets that are wanted. */
  #mayHold({ match }: Fields): boolean {
    if (!isFields(match) || match.op !== "==" || !isFields(match.left)) return true;
    const { payload } = match.left;
    const isAddress = isFields(payload) && (payload.field === "saddr" || payload.field === "daddr");
    const isIp = isFields(payload) && (payload.protocol === "ip" || payload.protocol === "ip6");
    return !isAddress || !isIp || this.#mayBe(match.right);
  }

  /** Of an element of a set, or of a value: an address, a prefix, a range, several together. */
  #mayBe(value: unknown): boolean {
    if (typeof value === "string") return this.#wanted.mayBe(value);
    if (!isFields(value)) return true;
    const { prefix, range, concat, elem, set } = value;
    if (isFields(prefix)) return this.#wanted.mayBe(`${prefix.addr}/${prefix.len}`);
    if (Array.isArray(range)) {
      const [first, last] = range;
      const isText = typeof first === "string" && typeof last === "string";
      return !isText || this.#wanted.mayBeBetween(first, last);
    }
    if (Array.isArray(concat)) return concat.every((part) => this.#mayBe(part));
    if (isFields(elem)) return this.#mayBe(elem.val);
    return Array.isArray(set) ? set.some((one) => this.#mayBe(one)) : true;
  }

  #set(kind: string, value: Fields, table: string, text: string): void {
    const elements = Array.isArray(value.elem) ? value.elem : [];
    const kept =
      elements.length < smallSet
        ? elements
        : elements.filter((one) => this.#mayBe(Array.isArray(one) ? one[0] : one));
    const missing = elements.length - kept.length;
    this.#leftOut += missing;
    const name = `map ${table} ${value.name}`;
    this.#lead(name, table, kept);
    const shorter = { [kind]: { ...value, elem: kept, left_out: missing } };
    this.#keep({ text: missing === 0 ? text : JSON.stringify(shorter), of: null, isRule: false });
  }

  /** Chains and maps to which verdicts somewhere within lead. */
  #lead(from: string, table: string, within: unknown): void {
    const names = this.#onward.get(from) ?? new Set<string>();
    this.#onward.set(from, names);
    collect(within, (kind, name) => names.add(`${kind} ${table} ${name}`));
  }
}

function collect(value: unknown, found: (kind: "chain" | "map", name: string) => void): void {
  if (Array.isArray(value)) for (const one of value) collect(one, found);
  else if (isFields(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const target = isFields(inner) ? inner.target : undefined;
      if ((key === "jump" || key === "goto") && typeof target === "string") found("chain", target);
      if (key === "data" && typeof inner === "string" && inner.startsWith("@")) {
        found("map", inner.slice(1));
      }
      collect(inner, found);
    }
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Cuts `{"nftables": [{…}, {…}]}` into its objects as it comes. */
class Objects {
  readonly #take: (text: string) => void;
  #depth = 0;
  #inString = false;
  #isEscaped = false;
  #object = "";

  constructor(take: (text: string) => void) {
    this.#take = take;
  }

  add(text: string): void {
    let start = 0;
    for (let at = 0; at < text.length; at += 1) {
      const char = text.charCodeAt(at);
      if (this.#inString) {
        if (this.#isEscaped) this.#isEscaped = false;
        else if (char === backslash) this.#isEscaped = true;
        else if (char === quote) this.#inString = false;
      } else if (char === quote) this.#inString = true;
      else if (char === openBrace || char === openBracket) {
        this.#depth += 1;
        if (this.#depth === objectDepth && char === openBrace) {
          this.#object = "";
          start = at;
        }
      } else if (char === closeBrace || char === closeBracket) {
        if (this.#depth === objectDepth) {
          this.#take(this.#object + text.slice(start, at + 1));
          this.#object = "";
        }
        this.#depth -= 1;
      }
    }
    if (this.#depth >= objectDepth) this.#object += text.slice(start);
  }

  /** @throws {SyntaxError} when the document has no end. */
  end(): void {
    if (this.#depth !== 0) throw new SyntaxError("nft -j: no end");
  }
}

/** The document, its list, an object in it. */
const objectDepth = 3;
const [quote, backslash] = [0x22, 0x5c];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

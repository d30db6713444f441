import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Addresses that packets of a question carry: rules and members about others never match them. */
export class WantedAddresses {
  readonly #texts: ReadonlySet<string>;
  readonly #parsed: readonly Address[];

  /** @param addresses none for all there are. */
  constructor(addresses: readonly string[]) {
    this.#parsed = addresses.flatMap((text) => parsed(text) ?? []);
    this.#texts = new Set(this.#parsed.map((address) => address.toString()));
  }

  /** In their shortest form. */
  get list(): readonly string[] {
    return [...this.#texts];
  }

  /**
   * Whether an address, a prefix or a range may be a wanted one; true for what is none of these.
   *
   * @param text "10.16.0.5", "10.16.0.0/16", "fd00::5/128".
   */
  mayBe(text: string): boolean {
    if (this.#parsed.length === 0) return true;
    const slash = text.indexOf("/");
    const address = parsed(slash < 0 ? text : text.slice(0, slash));
    if (address === null) return true;
    const size = address.kind() === "ipv4" ? 32 : 128;
    const mask = slash < 0 ? String(size) : text.slice(slash + 1);
    if (!/^\d+$/.test(mask)) return true;
    if (Number(mask) === size) return this.#texts.has(address.toString());
    return this.inPrefix(address, Number(mask));
  }

  /** Whether some wanted address lies between two, both included. */
  mayBeBetween(first: string, last: string): boolean {
    const [low, high] = [parsed(first), parsed(last)].map((one) => one?.toByteArray());
    if (this.#parsed.length === 0 || low === undefined || high === undefined) return true;
    return this.#parsed.some((address) => {
      const bytes = address.toByteArray();
      return bytes.length === low.length && order(low, bytes) <= 0 && order(bytes, high) <= 0;
    });
  }

  inPrefix(network: Address, length: number): boolean {
    return this.#parsed.some(
      (address) => address.kind() === network.kind() && address.match(network, length),
    );
  }
}

function order(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** ipaddr.js takes a bare number for an address, too. */
function parsed(text: string): Address | null {
  return /[.:]/.test(text) && ipaddr.isValid(text) ? ipaddr.parse(text) : null;
}

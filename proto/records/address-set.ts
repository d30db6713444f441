import { ipv4Bytes, ipv6Bytes, writeIpv4, writeIpv6 } from "./addresses.ts";

const wordBytes = 4;
const ipv6Words = ipv6Bytes / wordBytes;

/**
 * IP addresses to look for in records, as 32-bit words: one of IPv4, four of IPv6. What is asked of
 * it is the bytes of a record, so that no text is made to compare. Sets are small: they are
 * searched from the beginning.
 */
export class AddressSet {
  readonly #ipv4: number[] = [];
  readonly #ipv6: number[] = [];
  readonly #view = new DataView(new ArrayBuffer(ipv6Bytes));

  /** Texts that are no address are in no packet, and are left out. */
  constructor(texts: Iterable<string>) {
    for (const text of texts) this.add(text);
  }

  add(text: string): void {
    const view = this.#view;
    const isIpv4 = writeIpv4(view, 0, text);
    if (!isIpv4 && !writeIpv6(view, 0, text)) return;
    if (this.hasAt(view, 0, !isIpv4)) return;
    const [words, bytes] = isIpv4 ? [this.#ipv4, ipv4Bytes] : [this.#ipv6, ipv6Bytes];
    for (let at = 0; at < bytes; at += wordBytes) words.push(view.getInt32(at));
  }

  has(text: string): boolean {
    const view = this.#view;
    if (writeIpv4(view, 0, text)) return this.hasAt(view, 0, false);
    return writeIpv6(view, 0, text) && this.hasAt(view, 0, true);
  }

  /** Whether the address whose bytes are at `offset` is one of these. */
  hasAt(view: DataView, offset: number, isIpv6: boolean): boolean {
    return isIpv6 ? this.#hasIpv6(view, offset) : this.#hasIpv4(view.getInt32(offset));
  }

  #hasIpv4(word: number): boolean {
    for (const one of this.#ipv4) if (one === word) return true;
    return false;
  }

  #hasIpv6(view: DataView, offset: number): boolean {
    const words = this.#ipv6;
    for (let at = 0; at < words.length; at += ipv6Words) {
      const isSame =
        words[at] === view.getInt32(offset) &&
        words[at + 1] === view.getInt32(offset + 4) &&
        words[at + 2] === view.getInt32(offset + 8) &&
        words[at + 3] === view.getInt32(offset + 12);
      if (isSame) return true;
    }
    return false;
  }
}

import ipaddr from "ipaddr.js";

/** An IP address as a number, with its size: 32 or 128 bits. */
export interface AddressBits {
  readonly bits: bigint;
  readonly size: 32 | 128;
}

/** Null for what is no address; ipaddr.js takes a bare number for one, too. */
export function addressBits(text: string): AddressBits | null {
  if (!/[.:]/.test(text) || !ipaddr.isValid(text)) return null;
  const bytes = ipaddr.parse(text).toByteArray();
  const bits = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return { bits, size: bytes.length === 4 ? 32 : 128 };
}

/** Whether the first bits of both are the same; of different families none is. */
export function isSamePrefix(a: AddressBits, b: AddressBits, length: number): boolean {
  if (a.size !== b.size) return false;
  const rest = BigInt(Math.max(0, a.size - length));
  return a.bits >> rest === b.bits >> rest;
}

/** "10.16.0.0/16", "fd00::5"; null for what is neither an address nor a prefix. */
export function prefixBits(
  text: string,
): { readonly address: AddressBits; readonly length: number } | null {
  const [addr = "", mask] = text.split("/");
  const address = addressBits(addr);
  if (address === null) return null;
  if (mask === undefined) return { address, length: address.size };
  return /^\d+$/.test(mask) ? { address, length: Number(mask) } : null;
}

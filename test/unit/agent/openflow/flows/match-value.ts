import ipaddr from "ipaddr.js";
import type { MatchField } from "../../../../../agent/openflow/flows/match.ts";

export interface MaskedNumber {
  readonly value: bigint;
  /** Bits that are compared; null when all are. */
  readonly mask: bigint | null;
}

/** Registers, metadata, tun_id, ct_mark, ports: "0x8000/0x8000", "547". Null for other values. */
export function maskedNumber({ value, mask }: MatchField): MaskedNumber | null {
  if (value === null || !isNumber(value)) return null;
  if (mask === null) return { value: BigInt(value), mask: null };
  return isNumber(mask) ? { value: BigInt(value), mask: BigInt(mask) } : null;
}

function isNumber(text: string): boolean {
  return /^(0x[0-9a-f]+|\d+)$/i.test(text);
}

export interface FlagMatch {
  readonly set: readonly string[];
  readonly clear: readonly string[];
}

/**
 * ct_state and tcp_flags: "+new-est+trk" asks for some flags and leaves the others open; "syn|ack"
 * (an exact match, as OVS prints it for a packet) has exactly these.
 */
export function flags({ value }: MatchField): FlagMatch | null {
  if (value === null) return null;
  if (!/^[+-]/.test(value)) return { set: value.split("|").filter(Boolean), clear: [] };
  const named = (sign: string): string[] =>
    [...value.matchAll(/([+-])([a-z]+)/g)].filter((m) => m[1] === sign).map((m) => m[2] ?? "");
  return { set: named("+"), clear: named("-") };
}

/** The fields that hold an IP address of the packet, of ARP and ND too. */
export const addressFields: ReadonlySet<string> = new Set([
  "nw_src",
  "nw_dst",
  "ip_src",
  "ip_dst",
  "ipv6_src",
  "ipv6_dst",
  "arp_spa",
  "arp_tpa",
  "nd_target",
  "ct_nw_src",
  "ct_nw_dst",
  "ct_ipv6_src",
  "ct_ipv6_dst",
]);

/**
 * True when an address field matches `address`: equal, within the prefix ("10.16.0.0/16") or under
 * the bit mask ("10.16.0.0/255.255.0.255").
 */
export function coversAddress({ field, value, mask }: MatchField, address: string): boolean {
  if (value === null || !addressFields.has(field)) return false;
  const wanted = bytesOf(address);
  const base = bytesOf(value);
  if (wanted === null || base === null || wanted.length !== base.length) return false;
  const bits = maskBytes(mask, base.length);
  return bits !== null && base.every((byte, at) => byte === ((wanted[at] ?? 0) & (bits[at] ?? 0)));
}

function bytesOf(address: string): readonly number[] | null {
  return ipaddr.isValid(address) ? ipaddr.parse(address).toByteArray() : null;
}

function maskBytes(mask: string | null, length: number): readonly number[] | null {
  if (mask === null) return new Array<number>(length).fill(255);
  if (!/^\d+$/.test(mask)) return bytesOf(mask);
  const bits = Number(mask);
  return Array.from({ length }, (_, at) => {
    const taken = Math.min(8, Math.max(0, bits - at * 8));
    return (0xff << (8 - taken)) & 0xff;
  });
}

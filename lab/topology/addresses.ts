import { createHash } from "node:crypto";

/** Addresses and identities that come out the same in every lab, so that tests can rely on them. */

/** A unicast MAC derived from a name; Kube-OVN's own are random, and locally administered. */
export function macOf(name: string): string {
  const digest = createHash("sha256").update(name).digest("hex");
  return `00:00:00:${digest.slice(0, 2)}:${digest.slice(2, 4)}:${digest.slice(4, 6)}`;
}

/** 64 hexadecimal digits, as a container runtime names a sandbox. */
export function containerIdOf(name: string): string {
  return createHash("sha256").update(`container ${name}`).digest("hex");
}

/** A UUID (version 4 layout) derived from a name: chassis and Kubernetes uids. */
export function uuidOf(name: string): string {
  const d = createHash("sha256").update(`uuid ${name}`).digest("hex");
  return [
    d.slice(0, 8),
    d.slice(8, 12),
    `4${d.slice(13, 16)}`,
    `8${d.slice(17, 20)}`,
    d.slice(20, 32),
  ].join("-");
}

/**
 * The `index`-th address after the network address of a block such as `10.16.0.0/16` or
 * `fd00:10:16::/112`; IPv6 blocks are written with `::` at their end.
 */
export function addressIn(cidr: string, index: number): string {
  const [base = "", length = "32"] = cidr.split("/");
  if (base.endsWith("::")) return address6In(base, Number(length), index);
  const size = 2 ** (32 - Number(length));
  if (index < 0 || index >= size) throw new RangeError(`Cannot number address ${index} of ${cidr}`);
  const number = numberOf(base) + index;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}

function address6In(base: string, length: number, index: number): string {
  const size = 2 ** Math.min(16, 128 - length);
  if (index < 0 || index >= size) throw new RangeError(`Cannot number address ${index} of ${base}`);
  return `${base}${index.toString(16)}`;
}

/** The inverse of `addressIn`: which address of the block one is. */
export function indexIn(cidr: string, address: string): number {
  const [base = ""] = cidr.split("/");
  if (base.endsWith("::")) return Number.parseInt(address.slice(base.length), 16);
  return numberOf(address) - numberOf(base);
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export type AddressFamily = "IPv4" | "IPv6";
/** In the order in which Kube-OVN writes addresses. */
export const addressFamilies: readonly AddressFamily[] = ["IPv4", "IPv6"];

export function familyOf(address: string): AddressFamily {
  return address.includes(":") ? "IPv6" : "IPv4";
}

export function prefixLengthOf(cidr: string): number {
  return Number(cidr.split("/")[1]);
}

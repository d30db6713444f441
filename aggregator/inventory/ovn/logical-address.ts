import { canonicalIp } from "../ip-address.ts";

/** One element of `addresses` or `port_security` of a logical switch port (ovn-nb(5)). */
export interface LogicalAddress {
  /** Lower case; null for `unknown`, `router` and `dynamic` alone. */
  readonly mac: string | null;
  readonly ips: readonly string[];
  /** The word that stands for addresses OVN works out by itself, or that are not known. */
  readonly keyword: "unknown" | "router" | "dynamic" | null;
}

const macPattern = /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/;

/** Reads `"00:00:00:aa:00:05 10.16.0.5 fd00::5"`; prefixes (`/24`) of port_security are dropped. */
export function parseLogicalAddress(text: string): LogicalAddress {
  const words = text.trim().split(/[\s,]+/);
  let mac: string | null = null;
  let keyword: LogicalAddress["keyword"] = null;
  const ips: string[] = [];
  for (const word of words) {
    if (word === "unknown" || word === "router" || word === "dynamic") keyword = word;
    else if (macPattern.test(word.toLowerCase())) mac = word.toLowerCase();
    else {
      const ip = canonicalIp(word.replace(/\/\d+$/, ""));
      if (ip !== null) ips.push(ip);
    }
  }
  return { mac, ips, keyword };
}

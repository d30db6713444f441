import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** The canonical text of an IP address (RFC 5952 for IPv6), or null when it is none. */
export function canonicalIp(text: string): string | null {
  const family = isIP(text);
  if (family === 4) return text;
  if (family !== 6 || text.includes("%")) return null;
  return ipaddr.IPv6.parse(text).toRFC5952String();
}

/** The canonical addresses of a list; what is no address is left out. */
export function canonicalIps(texts: readonly string[]): readonly string[] {
  return texts.flatMap((text) => canonicalIp(text) ?? []);
}

/** Whether an address lies in a prefix such as `10.16.0.0/16`; false when either is malformed. */
export function prefixContains(prefix: string, ip: string): boolean {
  if (isIP(ip) === 0 || !ipaddr.isValidCIDR(prefix)) return false;
  const address = ipaddr.parse(ip);
  const [network, length] = ipaddr.parseCIDR(prefix);
  return address.kind() === network.kind() && address.match(network, length);
}

/** The address of a router's or an interface's network, such as `10.16.0.1/16`. */
export function addressOf(network: string): string {
  return network.split("/")[0] ?? network;
}

/** A prefix as it is; an address as the prefix of that address alone, as OVN reads it. */
export function asPrefix(text: string): string {
  return text.includes("/") ? text : `${text}/${text.includes(":") ? 128 : 32}`;
}

/** How many bits of a prefix are fixed: all of an address. */
export function prefixLength(text: string): number {
  return Number(asPrefix(text).split("/")[1]);
}

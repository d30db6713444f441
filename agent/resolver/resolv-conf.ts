import { isIP } from "node:net";

/** resolv.conf(5), as far as it decides what is asked of whom. */
export interface ResolvConf {
  /** At most three, as the resolver takes (MAXNS). */
  readonly nameservers: readonly string[];
  readonly search: readonly string[];
  readonly ndots: number;
}

const maxNameservers = 3;
const maxSearch = 32;

/** Lines that are none of these say nothing; of several `search` lines the last one holds. */
export function parseResolvConf(text: string): ResolvConf {
  const nameservers: string[] = [];
  let search: readonly string[] = [];
  let ndots = 1;
  for (const line of text.split("\n")) {
    const [keyword, ...values] = line
      .replace(/[;#].*$/, "")
      .trim()
      .split(/\s+/);
    const [first = ""] = values;
    if (keyword === "nameserver" && isIP(first.replace(/%.*$/, "")) > 0) nameservers.push(first);
    if (keyword === "search" || keyword === "domain") search = values.slice(0, maxSearch);
    if (keyword === "options") ndots = ndotsOf(values) ?? ndots;
  }
  return { nameservers: nameservers.slice(0, maxNameservers), search, ndots };
}

function ndotsOf(options: readonly string[]): number | null {
  for (const option of options) {
    const value = /^ndots:(\d{1,2})$/.exec(option)?.[1];
    if (value !== undefined) return Math.min(15, Number(value));
  }
  return null;
}

/**
 * The names to ask for, in order: with fewer dots than `ndots` the search domains come first, else
 * the name itself. A trailing dot makes it absolute.
 */
export function namesToAsk(name: string, { search, ndots }: ResolvConf): string[] {
  if (name.endsWith(".")) return [name.slice(0, -1)];
  const dots = name.split(".").length - 1;
  const searched = search.map((domain) => `${name}.${domain.replace(/\.$/, "")}`);
  const names = dots >= ndots ? [name, ...searched] : [...searched, name];
  return [...new Set(names)];
}

/** Addresses of a name in hosts(5); names are compared without regard to case (RFC 1035). */
export function addressesInHosts(text: string, name: string): string[] {
  const wanted = name.toLowerCase().replace(/\.$/, "");
  return text.split("\n").flatMap((line) => {
    const [address = "", ...names] = line.replace(/#.*$/, "").trim().split(/\s+/);
    return isIP(address) > 0 && names.some((one) => one.toLowerCase() === wanted) ? [address] : [];
  });
}

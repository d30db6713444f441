import { splitWords } from "../words.ts";

/** A set of ipset(8), as far as it decides packets. */
export interface Ipset {
  /** What an element consists of, as the type names it: "ip", "net", "port", "iface", "set" … */
  readonly dimensions: readonly string[];
  /** bitmap, hash or list. */
  readonly method: string;
  /** Null where sets of the type hold neither addresses nor networks. */
  readonly family: "ip" | "ip6" | null;
  /** Bits of an address that count, where the set was created with `netmask`. */
  readonly netmask: number | null;
  /** The set was created with something that is not understood, so that it decides nothing. */
  readonly isOpaque: boolean;
  /** Members of other addresses than the packets' were left out. */
  readonly isPartial: boolean;
  readonly members: readonly IpsetMember[];
}

export interface IpsetMember {
  /** One for each dimension: "10.16.0.0/16", "tcp:80", "eth0", "physdev:eth0", a name … */
  readonly parts: readonly string[];
  /** An exception from a larger network of the same set. */
  readonly isException: boolean;
  /** Names of interfaces begin like this. */
  readonly isWildcard: boolean;
  /** It was not there all the time while packets were sent. */
  readonly isTransient: boolean;
}

type MutableIpset = Omit<Ipset, "members" | "isPartial"> & {
  readonly members: IpsetMember[];
  isPartial: boolean;
};

/**
 * Reads what `ipset save` prints, ipset 7: a line `create NAME METHOD:DIMENSION[,…] OPTION…` for
 * each set, and a line `add NAME PART[,…] OPTION…` for each member.
 *
 * @throws {SyntaxError} for any other line, and for a member of no set.
 */
export function parseIpsets(text: string): ReadonlyMap<string, Ipset> {
  const sets = new Map<string, MutableIpset>();
  for (const line of text.split("\n")) {
    const [, partial] = /^# \d+ left out of (\S+)$/.exec(line) ?? [];
    const whole = sets.get(partial ?? "");
    if (whole !== undefined) whole.isPartial = true;
    if (line.trim() === "" || line.startsWith("#")) continue;
    const [verb, name = "", what, ...options] = splitWords(line);
    if (verb === "create" && what !== undefined) sets.set(name, created(what, options));
    else if (verb === "add" && what !== undefined) {
      const set = sets.get(name);
      if (set === undefined) throw unreadable(line);
      set.members.push(memberOf(what, options, set));
    } else throw unreadable(line);
  }
  return sets;
}

/**
 * Sets as they were after the probes, in which a member that was not there before is marked, and
 * one that is no longer there stands, too: packets may have met it or not.
 */
export function withTransients(
  after: ReadonlyMap<string, Ipset>,
  before: ReadonlyMap<string, Ipset>,
): ReadonlyMap<string, Ipset> {
  return new Map([...after].map(([name, set]) => [name, merged(set, before.get(name))]));
}

function merged(after: Ipset, before: Ipset | undefined): Ipset {
  const then = new Map((before?.members ?? []).map((member) => [keyOf(member), member]));
  const now = new Set(after.members.map(keyOf));
  if (then.size === now.size && after.members.every((member) => then.has(keyOf(member)))) {
    return after;
  }
  const gone = [...then].flatMap(([key, member]) => (now.has(key) ? [] : [member]));
  const members = [
    ...after.members.map((member) =>
      then.has(keyOf(member)) ? member : { ...member, isTransient: true },
    ),
    ...gone.map((member) => ({ ...member, isTransient: true })),
  ];
  return { ...after, members };
}

function keyOf({ parts, isException }: IpsetMember): string {
  return `${isException ? "!" : ""}${parts.join(",")}`;
}

/** Options of `create` that do not change what matches; those with a value. */
const withValue = new Set([
  ...["hashsize", "maxelem", "bucketsize", "initval", "timeout", "size", "range"],
]);
const withoutValue = new Set(["counters", "comment", "skbinfo", "forceadd"]);

function created(type: string, options: readonly string[]): MutableIpset {
  const [method = "", dimensions = ""] = type.split(":");
  let family: Ipset["family"] = addressless.has(type) ? null : "ip";
  let netmask: number | null = null;
  let isOpaque = !["bitmap", "hash", "list"].includes(method);
  for (let at = 0; at < options.length; at += 1) {
    const [option = "", value = ""] = [options[at], options[at + 1]];
    if (withoutValue.has(option)) continue;
    if (option === "family") family = value === "inet6" ? "ip6" : "ip";
    else if (option === "netmask") netmask = Number(value);
    else if (!withValue.has(option)) isOpaque = true;
    at += 1;
  }
  return {
    method,
    dimensions: dimensions.split(","),
    family,
    netmask,
    isOpaque,
    isPartial: false,
    members: [],
  };
}

const addressless = new Set(["bitmap:port", "list:set", "hash:mac"]);

function memberOf(what: string, options: readonly string[], set: Ipset): IpsetMember {
  return {
    parts: set.method === "list" ? [what] : what.split(","),
    isException: options.includes("nomatch"),
    isWildcard: options.includes("wildcard"),
    isTransient: false,
  };
}

function unreadable(line: string): SyntaxError {
  return new SyntaxError(`ipset: ${line.slice(0, 80)}`);
}

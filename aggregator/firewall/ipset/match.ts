import { addressBits, isSamePrefix, prefixBits } from "../address.ts";
import { type FirewallPacket, protocolNumber } from "../packet.ts";
import { both, certainly, either, inverted, type Tristate } from "../tristate.ts";
import type { Ipset, IpsetMember } from "./save.ts";

/** `-m set --match-set NAME DIRECTION,…`: a set, and where each dimension is looked for. */
export interface IpsetQuestion {
  readonly name: string;
  readonly directions: readonly string[];
  readonly isNegated: boolean;
  /** `--return-nomatch`: exceptions match instead of what they are exceptions from. */
  readonly exceptionsMatch: boolean;
  /** What it asks of the member's counters cannot be told: `--packets-gt` and others. */
  readonly asksCounters: boolean;
}

/** @param sets null where they were not looked at. */
export function isInIpset(
  question: IpsetQuestion,
  sets: ReadonlyMap<string, Ipset> | null,
  packet: FirewallPacket,
): Tristate {
  const set = sets?.get(question.name);
  // A set that a rule names cannot be destroyed: this one was looked at before there was the rule.
  if (sets === null || set === undefined) return "maybe";
  const found = test(set, question, sets, packet, 0);
  const held = question.asksCounters ? both(found, "maybe") : found;
  return question.isNegated ? inverted(held) : held;
}

/** As ip_set_test() of the kernel. */
function test(
  set: Ipset,
  question: IpsetQuestion,
  sets: ReadonlyMap<string, Ipset>,
  packet: FirewallPacket,
  depth: number,
): Tristate {
  const { directions, exceptionsMatch } = question;
  if (directions.length < set.dimensions.length) return "no";
  const family = packet.source.includes(":") ? "ip6" : "ip";
  if (set.family !== null && set.family !== family) return "no";
  if (set.isOpaque) return "maybe";
  if (set.method === "list") {
    return either(
      set.members.map(({ parts: [name = ""], isTransient }) => {
        const inner = sets.get(name);
        if (inner === undefined || depth > 0) return "maybe";
        const held = test(inner, question, sets, packet, depth + 1);
        return isTransient ? both(held, "maybe") : held;
      }),
    );
  }
  return decide(candidatesOf(set, directions, packet), exceptionsMatch);
}

interface Candidate {
  readonly held: Tristate;
  readonly isException: boolean;
  /** Lengths of its prefixes, in the order of the dimensions. */
  readonly lengths: readonly number[];
}

/** Members that the packet is or may be, the most specific ones first. */
function candidatesOf(
  set: Ipset,
  directions: readonly string[],
  packet: FirewallPacket,
): Candidate[] {
  const candidates = set.members.flatMap((member): Candidate[] => {
    const held = isMember(member, set, directions, packet);
    if (held === "no") return [];
    const { isException, isTransient } = member;
    const lengths = member.parts.flatMap((part) => prefixBits(part)?.length ?? []);
    return [{ held: isTransient ? both(held, "maybe") : held, isException, lengths }];
  });
  return candidates.sort((a, b) => moreSpecific(a.lengths, b.lengths));
}

function moreSpecific(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((length, index) => length !== b[index]);
  return at < 0 ? 0 : (b[at] ?? 0) - (a[at] ?? 0);
}

/** The kernel takes the first that it finds, from the longest prefix on; an exception ends it. */
function decide(candidates: readonly Candidate[], exceptionsMatch: boolean): Tristate {
  const possible = new Set<Tristate>();
  for (const { held, isException } of candidates) {
    possible.add(certainly(isException === exceptionsMatch));
    if (held === "yes") return only(possible);
  }
  possible.add("no");
  return only(possible);
}

function only(possible: ReadonlySet<Tristate>): Tristate {
  const [first = "no", ...others] = possible;
  return others.length === 0 ? first : "maybe";
}

function isMember(
  member: IpsetMember,
  set: Ipset,
  directions: readonly string[],
  packet: FirewallPacket,
): Tristate {
  let held: Tristate = "yes";
  for (const [at, dimension] of set.dimensions.entries()) {
    const isSource = directions[at] === "src";
    held = both(held, holds(dimension, member, at, set, isSource, packet));
    if (held === "no") return held;
  }
  return held;
}

function holds(
  dimension: string,
  member: IpsetMember,
  at: number,
  set: Ipset,
  isSource: boolean,
  packet: FirewallPacket,
): Tristate {
  const part = member.parts[at] ?? "";
  const address = isSource ? packet.source : packet.destination;
  switch (dimension) {
    case "ip":
    case "net":
      return isAddress(part, address, dimension === "ip" ? set.netmask : null);
    case "port":
      return isPort(part, set.method === "bitmap", isSource, packet);
    case "iface":
      return isInterface(part, member.isWildcard, isSource, packet);
    default:
      return "maybe"; // mac, mark
  }
}

function isAddress(part: string, address: string, netmask: number | null): Tristate {
  const prefix = prefixBits(part);
  const bits = addressBits(address);
  if (prefix === null || bits === null) return "maybe";
  return certainly(isSamePrefix(prefix.address, bits, netmask ?? prefix.length));
}

/** "tcp:80", "icmp:8/0", "icmp:echo-request", "gre:0"; in a bitmap "80", of TCP and UDP alike. */
function isPort(
  part: string,
  isBitmap: boolean,
  isSource: boolean,
  packet: FirewallPacket,
): Tristate {
  const { protocol } = packet;
  const port = isSource ? packet.sourcePort : packet.destinationPort;
  const hasPorts = protocol === "tcp" || protocol === "udp";
  if (isBitmap) {
    if (!hasPorts) return "no";
    return port === null ? "maybe" : certainly(Number(part) === port);
  }
  const [name = "", number = ""] = part.includes(":") ? part.split(":") : ["tcp", part];
  const wanted = protocolNumber(name);
  if (wanted === null) return "maybe";
  if (wanted !== protocolNumber(protocol)) return "no";
  if (hasPorts) return port === null ? "maybe" : certainly(Number(number) === port);
  if (packet.icmpType === null) return "maybe";
  const isV6 = protocol === "ipv6-icmp";
  const type = isV6 ? icmpv6Types[number] : icmpTypes[number];
  return certainly((type ?? number) === packet.icmpType);
}

/** As ipset writes them, by the names of what probes are made of. */
const icmpTypes: Readonly<Record<string, string>> = { "8/0": "echo-request", "0/0": "echo-reply" };
const icmpv6Types: Readonly<Record<string, string>> = {
  "128/0": "echo-request",
  "129/0": "echo-reply",
};

function isInterface(
  part: string,
  isWildcard: boolean,
  isSource: boolean,
  packet: FirewallPacket,
): Tristate {
  const name = isSource ? packet.inInterface : packet.outInterface;
  if (part.startsWith("physdev:") || name === null) return "maybe";
  return certainly(isWildcard ? name.startsWith(part) : name === part);
}

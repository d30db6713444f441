import { type AddressBits, isSamePrefix, prefixBits } from "../address.ts";
import { sameBits } from "../compare.ts";
import { ones } from "../field.ts";
import { protocolNumber } from "../packet.ts";
import { markField, type PacketState } from "../packet-state.ts";
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

/** What a set is called among all that rules may add to (`PacketState.grow`). */
export function ipsetKey(name: string): string {
  return `ipset ${name}`;
}

/** @param sets null where they were not looked at. */
export function isInIpset(
  question: IpsetQuestion,
  sets: ReadonlyMap<string, Ipset> | null,
  packet: PacketState,
): Tristate {
  const set = sets?.get(question.name);
  // A set that a rule names cannot be destroyed: this one was looked at before there was the rule.
  if (sets === null || set === undefined) return "maybe";
  const found = test(question.name, set, question, sets, packet);
  const held = question.asksCounters ? both(found, "maybe") : found;
  return question.isNegated ? inverted(held) : held;
}

/** As ip_set_test() of the kernel. */
function test(
  name: string,
  set: Ipset,
  question: IpsetQuestion,
  sets: ReadonlyMap<string, Ipset>,
  packet: PacketState,
  depth = 0,
): Tristate {
  const { directions, exceptionsMatch } = question;
  if (directions.length < set.dimensions.length) return "no";
  if (set.family !== null && (set.family === "ip6") !== packet.isV6) return "no";
  if (set.isOpaque || packet.isGrowing(ipsetKey(name))) return "maybe";
  // What NAT made of an address may be one of those that were left out.
  const isKnown = (["source", "destination"] as const).every(
    (side) => packet.address(side).kind === "number",
  );
  if (set.isPartial && !isKnown) return "maybe";
  if (set.method === "list") {
    return either(
      set.members.map(({ parts: [member = ""], isTransient }) => {
        const inner = sets.get(member);
        if (inner === undefined || depth > 0) return "maybe";
        const held = test(member, inner, question, sets, packet, depth + 1);
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
function candidatesOf(set: Ipset, directions: readonly string[], packet: PacketState): Candidate[] {
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
  packet: PacketState,
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
  packet: PacketState,
): Tristate {
  const part = member.parts[at] ?? "";
  switch (dimension) {
    case "ip":
    case "net":
      return isAddress(part, isSource, packet, dimension === "ip" ? set.netmask : null);
    case "port":
      return isPort(part, set.method === "bitmap", isSource, packet);
    case "iface":
      return isInterface(part, member.isWildcard, isSource, packet);
    case "mark":
      return isMarked(part, packet);
    default:
      return "maybe"; // mac
  }
}

function isAddress(
  part: string,
  isSource: boolean,
  packet: PacketState,
  netmask: number | null,
): Tristate {
  const prefix = prefixBits(part);
  const field = packet.address(isSource ? "source" : "destination");
  if (prefix === null || field.kind !== "number") return "maybe";
  const address: AddressBits = { bits: field.bits, size: packet.isV6 ? 128 : 32 };
  return certainly(isSamePrefix(prefix.address, address, netmask ?? prefix.length));
}

function isMarked(part: string, packet: PacketState): Tristate {
  if (!/^0x[0-9a-f]+$/i.test(part)) return "maybe";
  const field = markField(packet.mark);
  const held = sameBits(field, BigInt(part), ones(32));
  return held === "no" && field.doubt !== 0n ? "unlikely" : held;
}

/** "tcp:80", "icmp:8/0", "icmp:echo-request", "gre:0"; in a bitmap "80", of TCP and UDP alike. */
function isPort(part: string, isBitmap: boolean, isSource: boolean, packet: PacketState): Tristate {
  const { protocol, icmpType } = packet.packet;
  const port = packet.port(isSource ? "source" : "destination");
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
  if (icmpType === null) return "maybe";
  const isV6 = protocol === "ipv6-icmp";
  const type = isV6 ? icmpv6Types[number] : icmpTypes[number];
  return certainly((type ?? number) === icmpType);
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
  packet: PacketState,
): Tristate {
  const name = packet.interfaceName(isSource ? "in" : "out");
  if (part.startsWith("physdev:") || name === null) return "maybe";
  return certainly(isWildcard ? name.startsWith(part) : name === part);
}

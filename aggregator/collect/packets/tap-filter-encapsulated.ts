import ipaddr from "ipaddr.js";
import type { Plan } from "../../evidence/plan.ts";
import { namesAll, nextHops } from "./filter-addresses.ts";

/**
 * Terms for packets inside Geneve and VXLAN, by the offsets of their fields.
 *
 * pcap-filter's own `geneve` cannot be used: with cooked capture (SLL2) its code does not run in
 * the kernel, so that every packet of the uplink would be copied to the tap. Fixed offsets can be:
 * OVN sends one option of 8 bytes, always (ovn-architecture(7), "Tunnel Encapsulations").
 */
export function encapsulated(plan: Plan): string[] {
  const kinds = [
    { port: 6081, header: 16 },
    { port: 4789, header: 8 },
  ];
  return kinds.flatMap(({ port, header }) =>
    (["v4", "v6"] as const).map((outer) => {
      const inner = outerStart[outer] + header;
      const field = (offset: number, size: number): string =>
        `${outer === "v4" ? "udp" : "ip6"}[${inner + offset}:${size}]`;
      const isTunnel =
        outer === "v4" ? `udp dst port ${port}` : `ip6[6] == 17 and ip6[42:2] == ${port}`;
      return `(${isTunnel} and (${innerTerms(plan, field).join(" or ")}))`;
    }),
  );
}

/**
 * Terms for packets with an 802.1Q tag, as a node sends them to a provider network: the tags of
 * packets that arrive are no longer there when a tap sees them. pcap-filter's own `vlan` does not
 * know cooked captures. Behind their header come the tag and what it carries, or, where the kernel
 * already knows that it is one, what it carries alone (Linux net/packet/af_packet.c).
 */
export function tagged(plan: Plan): string {
  const isTagged = `link[0:2] == ${0x8100}`;
  const behindTag: Field = (offset, size) => `link[${sll2Bytes + 2 - etherType + offset}:${size}]`;
  const atOnce: Field = (offset, size) => `link[${sll2Bytes - etherType - 2 + offset}:${size}]`;
  const guess = (type: number): string =>
    // No EtherType is left: a version of IP, or the hardware type of ARP.
    type === etherTypes.arp
      ? `link[${sll2Bytes}:2] == 1`
      : `link[${sll2Bytes}] & 0xf0 == ${type === etherTypes.ipv6 ? 0x60 : 0x40}`;
  const terms = [...innerTerms(plan, behindTag), ...innerTerms(plan, atOnce, guess)];
  return `(${isTagged} and (${terms.join(" or ")}))`;
}

/** Length of the header of LINUX_SLL2. */
const sll2Bytes = 20;

/** Where the encapsulation begins: from UDP for IPv4, from the start of IPv6 for IPv6. */
const outerStart = { v4: 8, v6: 48 } as const;

type Field = (offset: number, size: number) => string;

/** Offsets in the inner frame: Ethernet 14, IPv4 20 without options, IPv6 40. */
const etherType = 12;
const ipv4 = { protocol: 23, source: 26, destination: 30, transport: 34 } as const;
const ipv6 = { nextHeader: 20, source: 22, destination: 38, transport: 54 } as const;
const arp = { sender: 28, target: 38 } as const;
const etherTypes = { ipv4: 0x0800, arp: 0x0806, ipv6: 0x86dd } as const;
const numbers = { icmp: 1, tcp: 6, udp: 17, icmp6: 58 } as const;

function innerTerms(
  plan: Plan,
  field: Field,
  isType = (type: number): string => `${field(etherType, 2)} == ${type}`,
): string[] {
  const isV6 = plan.source.ip.includes(":");
  const at = isV6 ? ipv6 : ipv4;
  const protocol = field(isV6 ? ipv6.nextHeader : ipv4.protocol, 1);
  const { traffic, conversation } = plan;
  const isNamed = namesAll(conversation);
  const { sources, destinations, ports } = conversation;
  const isOneOf = (offset: number, ips: readonly string[]): string =>
    either(...ips.map((ip) => equals(field, offset, ip)));
  const everybody = isNamed ? [...sources, ...destinations] : sources;
  const isOfOne = either(isOneOf(at.source, everybody), isOneOf(at.destination, everybody));
  const isPair = isNamed
    ? either(
        both(isOneOf(at.source, sources), isOneOf(at.destination, destinations)),
        both(isOneOf(at.source, destinations), isOneOf(at.destination, sources)),
      )
    : isOfOne;
  const isIp = isType(isV6 ? etherTypes.ipv6 : etherTypes.ipv4);
  const isEcho = `${protocol} == ${isV6 ? numbers.icmp6 : numbers.icmp}`;
  const terms = [both(isIp, isEcho, isOfOne)];
  // Behind extension headers the transport is nowhere fixed: the decoder tells what it is.
  const ofPair = isV6 ? extensions.map((kind) => `${protocol} == ${kind}`) : [];
  if (traffic.protocol !== "icmp") {
    const isProtocol = `${protocol} == ${numbers[traffic.protocol]}`;
    ofPair.push(both(isProtocol, ...portTerms(field, at.transport, isNamed ? ports : [])));
  }
  if (ofPair.length > 0) terms.push(both(isIp, either(...ofPair), isPair));
  if (!isV6) terms.push(both(isType(etherTypes.arp), arpTerm(plan, field)));
  return terms;
}

/** Hop-by-hop options, routing, fragment, destination options (RFC 8200 section 4). */
export const extensions = [0, 43, 44, 60] as const;

function portTerms(field: Field, transport: number, ports: readonly number[]): string[] {
  if (ports.length === 0) return [];
  const terms = ports.flatMap((port) => [
    `${field(transport, 2)} == ${port}`,
    `${field(transport + 2, 2)} == ${port}`,
  ]);
  return [either(...terms)];
}

function arpTerm(plan: Plan, field: Field): string {
  const { sources, destinations } = plan.conversation;
  const named = namesAll(plan.conversation) ? [...sources, ...destinations] : sources;
  const asked = [...named, ...nextHops(plan)].flatMap((ip) => [
    equals(field, arp.sender, ip),
    equals(field, arp.target, ip),
  ]);
  return either(...asked);
}

/** An address is compared in words of four bytes. */
function equals(field: Field, offset: number, ip: string): string {
  const bytes = Buffer.from(ipaddr.parse(ip).toByteArray());
  const words: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    words.push(`${field(offset + at, 4)} == ${bytes.readUInt32BE(at)}`);
  }
  return both(...words);
}

function both(...terms: readonly string[]): string {
  return terms.length === 1 ? (terms[0] ?? "") : `(${terms.join(" and ")})`;
}

function either(...terms: readonly string[]): string {
  return `(${terms.join(" or ")})`;
}

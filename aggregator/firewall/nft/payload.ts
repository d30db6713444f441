import { absent, type Field, noNames, numberField, orUnknown, unknown } from "../field.ts";
import { etherTypes, icmpTypes, icmpv6Types, protocols, tcpFlags } from "../names.ts";
import { protocolNumber } from "../packet.ts";
import type { PacketState } from "../packet-state.ts";

/** `payload` of libnftables-json(5): by name, by offset, or inside of a tunnel. */
export function ofPayload(value: Readonly<Record<string, unknown>>, state: PacketState): Field {
  const { protocol, field, base, offset, len, tunnel } = value;
  // What is inside a tunnel is another packet.
  if (tunnel !== undefined) return state.packet.protocol === "udp" ? unknown : absent;
  if (typeof protocol === "string") return payloadField(protocol, String(field), state);
  if (typeof offset !== "number" || typeof len !== "number") return unknown;
  return rawField(String(base), offset, len, state);
}

/** A field of a header by name, as `payload` gives it. */
function payloadField(protocol: string, field: string, state: PacketState): Field {
  switch (protocol) {
    case "ip":
      return state.isV6 ? absent : ipField(field, state);
    case "ip6":
      return state.isV6 ? ip6Field(field, state) : absent;
    case "th":
      return transportField(field, state);
    case "ether":
      return etherField(field, state);
    case "vlan":
      // Only at a device are frames with a tag seen.
      return isAtDevice(state) ? unknown : absent;
    case "icmp":
    case "icmpv6":
      return icmpField(protocol, field, state);
    case "vxlan":
    case "geneve":
    case "gretap":
    case "gre":
      return state.packet.protocol === "udp" && protocol !== "gre" ? unknown : absent;
    default:
      break;
  }
  // Packets of ours are of four protocols: no other one's header is in them.
  if (protocol !== state.packet.protocol) {
    return protocols(protocol) === null && protocol !== "arp" ? unknown : absent;
  }
  return protocol === "tcp" ? tcpField(field, state) : transportField(field, state);
}

function isAtDevice({ hook }: PacketState): boolean {
  return hook === "ingress" || hook === "egress";
}

function ownProtocol(state: PacketState): Field {
  return numberField(protocolNumber(state.packet.protocol) ?? 0, 8, protocols);
}

function ipField(field: string, state: PacketState): Field {
  switch (field) {
    case "version":
      return numberField(4, 4);
    case "hdrlength":
      return numberField(5, 4);
    case "protocol":
      return ownProtocol(state);
    case "saddr":
      return state.address("source");
    case "daddr":
      return state.address("destination");
    case "frag-off": {
      // No fragment; whether it may be fragmented is not known.
      return { ...numberField(0, 16), known: 0xbfffn, doubt: 0xbfffn };
    }
    default:
      return unknown;
  }
}

function ip6Field(field: string, state: PacketState): Field {
  switch (field) {
    case "version":
      return numberField(6, 4);
    case "nexthdr":
      return ownProtocol(state);
    case "saddr":
      return state.address("source");
    case "daddr":
      return state.address("destination");
    default:
      return unknown;
  }
}

function transportField(field: string, state: PacketState): Field {
  const { protocol } = state.packet;
  // Of other protocols these bytes are something else.
  if (protocol !== "tcp" && protocol !== "udp") return unknown;
  if (field === "sport") return orUnknown(state.port("source"), 16);
  if (field === "dport") return orUnknown(state.port("destination"), 16);
  return unknown;
}

/** The first packet of a connection is a SYN; of those behind it nothing is known. */
function tcpField(field: string, state: PacketState): Field {
  const isFirst = state.packet.ctState === "new";
  switch (field) {
    case "flags": {
      if (!isFirst) return { ...numberField(0, 8, tcpFlags), known: 0n };
      // With ECN it carries ECE and CWR.
      return { ...numberField(2, 8, tcpFlags), doubt: 0xc0n };
    }
    case "ackseq":
    case "urgptr":
      return isFirst ? numberField(0, field === "ackseq" ? 32 : 16) : unknown;
    default:
      return transportField(field, state);
  }
}

/** Fields of messages other than echo: nft asks for the type before. */
const ofOtherMessages = new Set([
  ...["mtu", "gateway", "max-delay", "parameter-problem", "taddr", "daddr"],
]);

function icmpField(protocol: "icmp" | "icmpv6", field: string, state: PacketState): Field {
  const isV6 = protocol === "icmpv6";
  const { icmpType } = state.packet;
  if (state.packet.protocol !== (isV6 ? "ipv6-icmp" : "icmp")) return absent;
  const names = isV6 ? icmpv6Types : icmpTypes;
  if (field === "type") {
    const type = icmpType === null ? null : names(icmpType);
    return type === null ? unknown : numberField(type, 8, names);
  }
  if (icmpType === null) return unknown;
  if (field === "code") return numberField(0, 8);
  return ofOtherMessages.has(field) ? absent : unknown;
}

function etherField(field: string, state: PacketState): Field {
  // What this node sends itself gets its header later.
  if (state.hook === "output") return absent;
  if (field === "type" && !isAtDevice(state)) {
    return numberField(state.isV6 ? 0x86dd : 0x0800, 16, etherTypes);
  }
  return unknown;
}

/** `payload` by offset and length in bits (`@nh,96,32`), from the start of a header. */
function rawField(base: string, offset: number, length: number, state: PacketState): Field {
  const at = `${base} ${offset} ${length}`;
  const { protocol } = state.packet;
  const hasPorts = protocol === "tcp" || protocol === "udp";
  if (base === "th" && length === 16 && hasPorts && (offset === 0 || offset === 16)) {
    return orUnknown(state.port(offset === 0 ? "source" : "destination"), 16);
  }
  const named = state.isV6 ? rawIpv6[at] : rawIpv4[at];
  if (named === undefined) return unknown;
  const field = payloadField(state.isV6 ? "ip6" : "ip", named, state);
  return field.kind === "number" ? { ...field, names: noNames } : field;
}

/** RFC 791, section 3.1. */
const rawIpv4: Readonly<Record<string, string>> = {
  "nh 0 4": "version",
  "nh 4 4": "hdrlength",
  "nh 48 16": "frag-off",
  "nh 72 8": "protocol",
  "nh 96 32": "saddr",
  "nh 128 32": "daddr",
};

/** RFC 8200, section 3. */
const rawIpv6: Readonly<Record<string, string>> = {
  "nh 0 4": "version",
  "nh 48 8": "nexthdr",
  "nh 64 128": "saddr",
  "nh 192 128": "daddr",
};

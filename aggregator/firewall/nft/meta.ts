import { absent, assumedField, type Field, numberField, unknown } from "../field.ts";
import * as names from "../names.ts";
import { protocolNumber } from "../packet.ts";
import { markField, type PacketState } from "../packet-state.ts";

/** `meta` of libnftables-json(5). */
export function metaField(key: string, state: PacketState): Field {
  const { isV6, packet } = state;
  switch (key) {
    case "l4proto":
      return numberField(protocolNumber(packet.protocol) ?? 0, 8, names.protocols);
    case "nfproto":
      return numberField(isV6 ? 10 : 2, 8, names.families);
    case "protocol":
      return numberField(isV6 ? 0x86dd : 0x0800, 16, names.etherTypes);
    case "iifname":
    case "iif":
      return interfaceField(state.interfaceName("in"));
    case "oifname":
    case "oif":
      return interfaceField(state.interfaceName("out"));
    case "iiftype":
      return linkType(state.interfaceName("in"));
    case "oiftype":
      return linkType(state.interfaceName("out"));
    case "mark":
      return markField(state.mark);
    case "pkttype":
      return isToMany(packet.destination) ? unknown : assumedField(0, 8, names.packetTypes);
    case "nftrace":
    case "rtclassid":
    case "secpath":
    case "ipsec":
    case "sdif":
      return assumedField(0, 32, names.presence);
    case "iifgroup":
      return state.interfaceName("in") === "" ? absent : assumedField(0, 32, names.groups);
    case "oifgroup":
      return state.interfaceName("out") === "" ? absent : assumedField(0, 32, names.groups);
    case "skuid":
    case "skgid":
      // Only what was sent here, or is taken here, has a socket.
      return hasNoSocket(state) ? absent : unknown;
    case "ibrname":
    case "obrname":
    case "ibrpvid":
    case "ibrvproto":
    case "sdifname":
      return absent;
    default:
      return unknown;
  }
}

/** What opens a connection finds its socket only behind the hook at input. */
function hasNoSocket({ hook, packet }: PacketState): boolean {
  if (hook === "input") return packet.ctState === "new";
  return ["prerouting", "forward", "ingress"].includes(hook);
}

/** Pods, nodes and bridges have Ethernet; others are tunnels. */
function linkType(name: string | null): Field {
  if (name === null) return unknown;
  if (name === "") return absent;
  return name === "lo"
    ? numberField(772, 16, names.linkTypes)
    : assumedField(1, 16, names.linkTypes);
}

function interfaceField(name: string | null): Field {
  return name === null ? unknown : { kind: "name", name };
}

/** Multicast, or IPv4's limited broadcast. */
function isToMany(destination: string): boolean {
  return /^(?:22[4-9]|23\d)\.|^255\.255\.255\.255$|^ff/i.test(destination);
}

/** `fib`: what the routing table says of an address. */
export function fibField(
  { result, flags }: Readonly<Record<string, unknown>>,
  state: PacketState,
): Field {
  const asked = [flags].flat().map(String);
  if (result === "type") {
    const isLocal = state.isLocal(asked.includes("saddr") ? "source" : "destination");
    if (isLocal === null) return unknown;
    // Whether it is one of that very interface is not known.
    if (isLocal && (asked.includes("iif") || asked.includes("oif"))) return unknown;
    return isLocal
      ? numberField(2, 32, names.addressTypes)
      : assumedField(1, 32, names.addressTypes);
  }
  // The reverse path filter of firewalld and others: it drops what comes from the wrong side.
  return asked.includes("saddr") ? assumedField(1, 32, names.presence) : unknown;
}

/** `exthdr`: headers of IPv6 between its own and the next protocol. Probes have none. */
export function extensionHeader(
  { name, field }: Readonly<Record<string, unknown>>,
  state: PacketState,
): Field {
  if (!state.isV6) return absent;
  if (field !== undefined) return absent;
  // Large packets may be fragments.
  return name === "frag" ? assumedField(0, 1, names.presence) : numberField(0, 1, names.presence);
}

/** `ip option`: probes have none. */
export function ipOption({ field }: Readonly<Record<string, unknown>>, state: PacketState): Field {
  if (state.isV6 || field !== undefined) return absent;
  return numberField(0, 1, names.presence);
}

/** `tcp option`: other packets have none, which a rule may ask for, too. */
export function tcpOption(
  { name, field }: Readonly<Record<string, unknown>>,
  state: PacketState,
): Field {
  if (state.packet.protocol !== "tcp") {
    return field === undefined && name !== undefined ? numberField(0, 1, names.presence) : absent;
  }
  return unknown;
}

/** `rt`: the route that the packet takes. */
export function routeField(key: string, state: PacketState): Field {
  if (key === "classid" || key === "ipsec") return assumedField(0, 32, names.presence);
  return state.hook === "prerouting" || state.hook === "ingress" ? absent : unknown;
}

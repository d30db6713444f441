/** The packet that a firewall is asked about; null for what is not known. */
export interface FirewallPacket {
  readonly source: string;
  readonly destination: string;
  readonly protocol: "icmp" | "ipv6-icmp" | "tcp" | "udp";
  readonly sourcePort: number | null;
  readonly destinationPort: number | null;
  readonly icmpType: string | null;
  readonly ctState: "new" | "established";
  readonly inInterface: string | null;
  readonly outInterface: string | null;
}

const protocolNumbers: Readonly<Record<string, number>> = {
  icmp: 1,
  tcp: 6,
  udp: 17,
  "ipv6-icmp": 58,
  icmpv6: 58,
  icmp6: 58,
  ...{ igmp: 2, ipencap: 4, dccp: 33, ipv6: 41, gre: 47, esp: 50, ah: 51, comp: 108, vrrp: 112 },
  ...{ ipcomp: 108, sctp: 132, udplite: 136 },
};

/** Of a protocol above IP, by name or number; null when it is not known here. */
export function protocolNumber(name: string): number | null {
  if (/^\d+$/.test(name)) return Number(name);
  return protocolNumbers[name] ?? null;
}

/** Numbers and names of the ICMP messages that probes are made of (icmp(7), RFC 4443). */
const icmpNumbers: Readonly<Record<string, number>> = { "echo-reply": 0, "echo-request": 8 };
const icmpv6Numbers: Readonly<Record<string, number>> = { "echo-request": 128, "echo-reply": 129 };

export type FieldValue = string | number;

/**
 * What a packet carries in a field of libnftables-json(5):
 *
 * - a value;
 * - `null`: no packet of this kind has that field, so nothing equals it;
 * - `undefined`: it cannot be told from here;
 * - `"unset"` in `unlikely`: nothing has set it unless a rule did (marks).
 */
export type Field =
  | { readonly known: true; readonly value: FieldValue | readonly FieldValue[] | null }
  | { readonly known: false; readonly unlikely: boolean };

const unknown: Field = { known: false, unlikely: false };
const unlikely: Field = { known: false, unlikely: true };

export function fieldOf(left: unknown, packet: FirewallPacket): Field {
  if (!isRecord(left)) return unknown;
  if (isRecord(left.payload)) {
    return payloadField(String(left.payload.protocol), String(left.payload.field), packet);
  }
  if (isRecord(left.meta)) return metaField(String(left.meta.key), packet);
  if (isRecord(left.ct)) return ctField(String(left.ct.key), packet);
  // The reverse path filter of firewalld and others: it drops what comes from the wrong side.
  if (isRecord(left.fib)) return unlikely;
  if (Array.isArray(left.concat)) return concatenation(left.concat, packet);
  if (Array.isArray(left["&"])) {
    const masked = fieldOf(left["&"][0], packet);
    return masked.known ? unknown : masked;
  }
  return unknown;
}

function concatenation(parts: readonly unknown[], packet: FirewallPacket): Field {
  const values: FieldValue[] = [];
  for (const part of parts) {
    const field = fieldOf(part, packet);
    if (!field.known) return field;
    if (field.value === null) return { known: true, value: null };
    values.push(...[field.value].flat());
  }
  return { known: true, value: values };
}

function payloadField(protocol: string, field: string, packet: FirewallPacket): Field {
  const isV6 = packet.source.includes(":");
  if (protocol === "ip" || protocol === "ip6") {
    if ((protocol === "ip6") !== isV6) return { known: true, value: null };
    if (field === "saddr") return { known: true, value: packet.source };
    if (field === "daddr") return { known: true, value: packet.destination };
    if (field === "protocol" || field === "nexthdr") return { known: true, value: packet.protocol };
    return unknown;
  }
  if (protocol === "ether") return unknown;
  const carried = protocol === "icmpv6" ? "ipv6-icmp" : protocol;
  if (protocol !== "th" && carried !== packet.protocol) return { known: true, value: null };
  if (field === "sport") return orUnknown(packet.sourcePort);
  if (field === "dport") return orUnknown(packet.destinationPort);
  if (field === "type") return orUnknown(packet.icmpType);
  return unknown;
}

function metaField(key: string, packet: FirewallPacket): Field {
  const isV6 = packet.source.includes(":");
  switch (key) {
    case "l4proto":
      return { known: true, value: packet.protocol };
    case "nfproto":
      return { known: true, value: isV6 ? "ipv6" : "ipv4" };
    case "protocol":
      return { known: true, value: isV6 ? "ip6" : "ip" };
    case "iifname":
    case "iif":
      return orUnknown(packet.inInterface);
    case "oifname":
    case "oif":
      return orUnknown(packet.outInterface);
    case "mark":
      return unlikely;
    default:
      return unknown;
  }
}

function ctField(key: string, packet: FirewallPacket): Field {
  if (key === "state") return { known: true, value: packet.ctState };
  return key === "mark" ? unlikely : unknown;
}

function orUnknown(value: FieldValue | null): Field {
  return value === null ? unknown : { known: true, value };
}

/** Names of protocols and messages as numbers, where both are written for the same. */
export function numberOf(name: FieldValue, isV6: boolean): number | null {
  if (typeof name === "number") return name;
  const messages = isV6 ? icmpv6Numbers : icmpNumbers;
  if (/^\d+$/.test(name)) return Number(name);
  return protocolNumbers[name] ?? messages[name] ?? null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

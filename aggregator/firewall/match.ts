import ipaddr from "ipaddr.js";

/** Whether an expression holds for a packet; `maybe` where it cannot be told from here. */
export type Tristate = "yes" | "no" | "maybe";

/** The packet that is asked about. */
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

const protocolNumbers = { icmp: 1, tcp: 6, udp: 17, "ipv6-icmp": 58 } as const;

/** Evaluates the `match` statement of libnftables-json(5). */
export function matches(
  statement: unknown,
  packet: FirewallPacket,
  elementsOf: (name: string) => readonly unknown[] | null,
): Tristate {
  if (!isRecord(statement)) return "maybe";
  const { op, left, right } = statement;
  const value = fieldOf(left, packet);
  if (value === undefined) return "maybe";
  const held = holds(value, right, elementsOf);
  switch (op) {
    case "==":
    case "in":
      return held;
    case "!=":
      return invert(held);
    case "<":
    case ">":
    case "<=":
    case ">=":
      return compare(op, value, right);
    default:
      return "maybe";
  }
}

/** What the packet carries in a field; undefined where the field is not known here. */
function fieldOf(left: unknown, packet: FirewallPacket): string | number | null | undefined {
  if (!isRecord(left)) return undefined;
  if (isRecord(left.payload)) {
    return payloadField(String(left.payload.protocol), String(left.payload.field), packet);
  }
  if (isRecord(left.meta)) return metaField(String(left.meta.key), packet);
  if (isRecord(left.ct) && left.ct.key === "state") return packet.ctState;
  return undefined;
}

function payloadField(
  protocol: string,
  field: string,
  packet: FirewallPacket,
): string | number | null | undefined {
  const isV6 = packet.source.includes(":");
  if (protocol === "ip" || protocol === "ip6") {
    if ((protocol === "ip6") !== isV6) return null; // the other family: never equal
    if (field === "saddr") return packet.source;
    if (field === "daddr") return packet.destination;
    if (field === "protocol" || field === "nexthdr") return packet.protocol;
    return undefined;
  }
  const carried = protocol === "icmpv6" ? "ipv6-icmp" : protocol;
  if (protocol !== "th" && carried !== packet.protocol) return null;
  if (field === "sport") return packet.sourcePort ?? undefined;
  if (field === "dport") return packet.destinationPort ?? undefined;
  if (field === "type") return packet.icmpType ?? undefined;
  return undefined;
}

function metaField(key: string, packet: FirewallPacket): string | number | null | undefined {
  switch (key) {
    case "l4proto":
      return packet.protocol;
    case "nfproto":
      return packet.source.includes(":") ? "ipv6" : "ipv4";
    case "iifname":
    case "iif":
      return packet.inInterface ?? undefined;
    case "oifname":
    case "oif":
      return packet.outInterface ?? undefined;
    default:
      return undefined;
  }
}

function holds(
  value: string | number | null,
  right: unknown,
  elementsOf: (name: string) => readonly unknown[] | null,
): Tristate {
  if (value === null) return "no";
  if (typeof right === "string" && right.startsWith("@")) {
    const elements = elementsOf(right.slice(1));
    return elements === null ? "maybe" : anyOf(value, elements, elementsOf);
  }
  if (Array.isArray(right)) return anyOf(value, right, elementsOf);
  if (isRecord(right)) {
    if (Array.isArray(right.set)) return anyOf(value, right.set, elementsOf);
    if (isRecord(right.prefix)) return inPrefix(value, right.prefix);
    if (Array.isArray(right.range)) return inRange(value, right.range);
    if (isRecord(right.elem)) return holds(value, right.elem.val, elementsOf);
    return "maybe";
  }
  return equal(value, right);
}

function anyOf(
  value: string | number,
  candidates: readonly unknown[],
  elementsOf: (name: string) => readonly unknown[] | null,
): Tristate {
  let result: Tristate = "no";
  for (const candidate of candidates) {
    const held = holds(value, candidate, elementsOf);
    if (held === "yes") return "yes";
    if (held === "maybe") result = "maybe";
  }
  return result;
}

function equal(value: string | number, right: unknown): Tristate {
  if (typeof right !== "string" && typeof right !== "number") return "maybe";
  if (String(value) === String(right)) return "yes";
  const number = protocolNumbers[value as keyof typeof protocolNumbers];
  if (number !== undefined && String(number) === String(right)) return "yes";
  if (typeof right === "string" && right.endsWith("*")) {
    return String(value).startsWith(right.slice(0, -1)) ? "yes" : "no";
  }
  return sameAddress(String(value), String(right)) ? "yes" : "no";
}

function sameAddress(a: string, b: string): boolean {
  if (!ipaddr.isValid(a) || !ipaddr.isValid(b)) return false;
  return ipaddr.parse(a).toNormalizedString() === ipaddr.parse(b).toNormalizedString();
}

function inPrefix(value: string | number, prefix: Record<string, unknown>): Tristate {
  const { addr, len } = prefix;
  if (typeof addr !== "string" || typeof len !== "number") return "maybe";
  if (!ipaddr.isValid(String(value)) || !ipaddr.isValid(addr)) return "maybe";
  const address = ipaddr.parse(String(value));
  const network = ipaddr.parse(addr);
  if (address.kind() !== network.kind()) return "no";
  return address.match(network, len) ? "yes" : "no";
}

function inRange(value: string | number, range: readonly unknown[]): Tristate {
  const [low, high] = range;
  if (typeof value === "number" && typeof low === "number" && typeof high === "number") {
    return value >= low && value <= high ? "yes" : "no";
  }
  return "maybe";
}

function compare(op: string, value: string | number | null, right: unknown): Tristate {
  if (value === null) return "no";
  if (typeof value !== "number" || typeof right !== "number") return "maybe";
  const held = {
    "<": value < right,
    ">": value > right,
    "<=": value <= right,
    ">=": value >= right,
  }[op];
  return held ? "yes" : "no";
}

function invert(held: Tristate): Tristate {
  return held === "yes" ? "no" : held === "no" ? "yes" : "maybe";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

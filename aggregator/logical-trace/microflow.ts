import ipaddr from "ipaddr.js";
import { reason } from "../../proto/reasons/index.ts";
import { LogicalTraceError } from "./errors.ts";

/** The packet that is traced, as it enters the logical switch of its sender. */
export interface Microflow {
  /** Logical switch port of the sender: for a pod `<pod>.<namespace>`. */
  readonly inport: string;
  /** Destination MAC is the next hop's: the pod's own within a subnet, else the gateway's. */
  readonly sourceMac: string;
  readonly destinationMac: string;
  /** Both IPv4 or both IPv6. */
  readonly source: string;
  readonly destination: string;
  /** 64 when not given; without any a router drops the packet for its TTL of 0. */
  readonly ttl?: number;
  readonly transport: Transport;
}

export type Transport =
  | { readonly protocol: "icmp"; readonly message: "request" | "reply" }
  | {
      readonly protocol: "tcp";
      readonly sourcePort: number;
      readonly destinationPort: number;
      /** SYN opens, SYN+ACK answers, ACK is in the middle (RFC 9293). */
      readonly flags: "syn" | "syn-ack" | "ack";
    }
  | { readonly protocol: "udp"; readonly sourcePort: number; readonly destinationPort: number };

/**
 * Writes the microflow as a logical expression (ovn-sb(5), "Logical_Flow"), with everything that
 * OVN's switches and routers look at.
 *
 * @throws {LogicalTraceError} BAD_MICROFLOW when an address, MAC or port is none: nothing but these
 *   and a quoted name gets into the expression.
 */
export function microflowExpression(flow: Microflow): string {
  const [source, destination] = [address("source", flow), address("destination", flow)];
  const family = source.kind() === "ipv6" ? "ip6" : "ip4";
  if (destination.kind() !== source.kind()) throw bad("destination", flow.destination);
  const ttl = integer("ttl", flow.ttl ?? 64, 255);
  return [
    `inport == ${quoted(flow.inport)}`,
    `eth.src == ${mac("sourceMac", flow)}`,
    `eth.dst == ${mac("destinationMac", flow)}`,
    `${family}.src == ${source.toString()}`,
    `${family}.dst == ${destination.toString()}`,
    `ip.ttl == ${ttl}`,
    ...transportTerms(flow.transport, family),
  ].join(" && ");
}

/** The answer to a microflow, as it enters at the port of the one that was asked. */
export function replyTo(
  flow: Microflow,
  at: Pick<Microflow, "inport" | "sourceMac" | "destinationMac">,
): Microflow {
  const { source, destination, transport } = flow;
  return { ...flow, ...at, source: destination, destination: source, transport: answer(transport) };
}

function answer(transport: Transport): Transport {
  if (transport.protocol === "icmp") return { protocol: "icmp", message: "reply" };
  const { sourcePort, destinationPort } = transport;
  const ports = { sourcePort: destinationPort, destinationPort: sourcePort };
  if (transport.protocol === "udp") return { protocol: "udp", ...ports };
  return { protocol: "tcp", ...ports, flags: transport.flags === "syn" ? "syn-ack" : "ack" };
}

/** RFC 792 and RFC 4443. */
const echoTypes = {
  ip4: { request: 8, reply: 0 },
  ip6: { request: 128, reply: 129 },
} as const;

/** RFC 9293: SYN 2, ACK 16. */
const tcpFlags = { syn: 2, "syn-ack": 18, ack: 16 } as const;

function transportTerms(transport: Transport, family: "ip4" | "ip6"): string[] {
  if (transport.protocol === "icmp") {
    const icmp = family === "ip4" ? "icmp4" : "icmp6";
    return [`${icmp}.type == ${echoTypes[family][transport.message]}`, `${icmp}.code == 0`];
  }
  const { protocol, sourcePort, destinationPort } = transport;
  const ports = [
    `${protocol}.src == ${integer("sourcePort", sourcePort, 65_535)}`,
    `${protocol}.dst == ${integer("destinationPort", destinationPort, 65_535)}`,
  ];
  return protocol === "tcp" ? [...ports, `tcp.flags == ${tcpFlags[transport.flags]}`] : ports;
}

/** OVN's lexer reads strings as JSON does (RFC 8259). */
function quoted(name: string): string {
  if (name === "") throw bad("inport", name);
  return JSON.stringify(name);
}

function address(field: "source" | "destination", flow: Microflow): ipaddr.IPv4 | ipaddr.IPv6 {
  const text = flow[field];
  const known = ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
  if (!known || text.includes("%")) throw bad(field, text);
  return ipaddr.parse(text);
}

function mac(field: "sourceMac" | "destinationMac", flow: Microflow): string {
  const text = flow[field];
  if (!/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text)) throw bad(field, text);
  return text.toLowerCase();
}

function integer(field: string, value: number, max: number): number {
  if (!Number.isInteger(value) || value < 0 || value > max) throw bad(field, String(value));
  return value;
}

function bad(field: string, value: string): LogicalTraceError {
  return new LogicalTraceError(reason("BAD_MICROFLOW", { field, value }));
}

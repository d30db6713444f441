import ipaddr from "ipaddr.js";

/** The packet that `ofproto/trace` follows. */
export interface TracePacket {
  /** OpenFlow port on the bridge (Interface `ofport`); of the tunnel, for one that arrives. */
  readonly inPort: number;
  /** How it came, for a packet out of a tunnel. */
  readonly tunnel?: TracedTunnel;
  readonly sourceMac: string;
  readonly destinationMac: string;
  /** Both IPv4 or both IPv6. */
  readonly source: string;
  readonly destination: string;
  /** 64 when not given. */
  readonly ttl?: number;
  readonly transport: TracedTransport;
}

export interface TracedTunnel {
  /** VNI. */
  readonly tunnelKey: number;
  /** OVN's Geneve option, null with VXLAN. */
  readonly ingressPortKey: number | null;
  readonly egressPortKey: number | null;
}

export type TracedTransport =
  | { readonly protocol: "icmp"; readonly message: "request" | "reply" }
  | {
      readonly protocol: "tcp";
      readonly sourcePort: number;
      readonly destinationPort: number;
      readonly flags: "syn" | "syn-ack" | "ack";
    }
  | { readonly protocol: "udp"; readonly sourcePort: number; readonly destinationPort: number };

/**
 * Writes the packet in the syntax of ovs-fields(7). A protocol comes before its fields: OVS refuses
 * a field whose prerequisites it has not read yet.
 *
 * @throws {RangeError} when an address or MAC is none.
 */
export function traceFlowText(packet: TracePacket): string {
  const { inPort, tunnel, source, destination, transport } = packet;
  if (![source, destination].every((address) => ipaddr.isValid(address))) {
    throw new RangeError(`Cannot trace from ${source} to ${destination}: not IP addresses`);
  }
  const v6 = ipaddr.parse(source).kind() === "ipv6";
  const [from, to] = v6 ? ["ipv6_src", "ipv6_dst"] : ["nw_src", "nw_dst"];
  return [
    `in_port=${inPort}`,
    ...(tunnel === undefined ? [] : tunnelFields(tunnel)),
    protocolName(transport, v6),
    `dl_src=${mac(packet.sourceMac)}`,
    `dl_dst=${mac(packet.destinationMac)}`,
    `${from}=${source}`,
    `${to}=${destination}`,
    `nw_ttl=${packet.ttl ?? 64}`,
    ...transportFields(transport, v6),
  ].join(",");
}

/** ovn-controller maps OVN's Geneve option to tun_metadata0: 15 bits ingress, 16 egress key. */
function tunnelFields({ tunnelKey, ingressPortKey, egressPortKey }: TracedTunnel): string[] {
  const id = `tun_id=0x${tunnelKey.toString(16)}`;
  if (ingressPortKey === null || egressPortKey === null) return [id];
  const keys = ingressPortKey * 0x10000 + egressPortKey;
  return [id, `tun_metadata0=0x${keys.toString(16)}`];
}

function protocolName({ protocol }: TracedTransport, v6: boolean): string {
  return v6 ? `${protocol}6` : protocol;
}

/** RFC 792, RFC 4443: echo request and reply. Flags are written as an exact value. */
function transportFields(transport: TracedTransport, v6: boolean): string[] {
  if (transport.protocol === "icmp") {
    const request = transport.message === "request";
    if (v6) return [`icmpv6_type=${request ? 128 : 129}`, "icmpv6_code=0"];
    return [`icmp_type=${request ? 8 : 0}`, "icmp_code=0"];
  }
  const { protocol, sourcePort, destinationPort } = transport;
  const ports = [`${protocol}_src=${sourcePort}`, `${protocol}_dst=${destinationPort}`];
  if (transport.protocol === "udp") return ports;
  const flags = { syn: "syn", "syn-ack": "syn|ack", ack: "ack" }[transport.flags];
  return [...ports, `tcp_flags=${flags}`];
}

function mac(text: string): string {
  if (/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text)) return text;
  throw new RangeError(`Cannot trace a packet with the MAC ${text}: not a MAC`);
}

import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import type { Plan } from "../../evidence/plan.ts";

/** How a packet enters br-int: from a pod's port, out of a tunnel, or from a provider's bridge. */
export type Entry =
  | { readonly kind: "pod"; readonly ofport: number }
  | {
      readonly kind: "tunnel";
      readonly ofport: number;
      readonly vni: number;
      readonly ingressKey: number;
      readonly egressKey: number;
      readonly tunnelSource: string;
      readonly tunnelDestination: string;
    }
  | { readonly kind: "provider"; readonly port: string; readonly vlan: number | null };

/** Source port of traced packets; any would do, flows do not look at it. */
const tracedPort = 61_001;
const ttl = 64;

/** The `br_flow` of ofproto/trace (ovs-vswitchd(8), ovs-fields(7)): one packet of the path. */
export function bridgeFlow(
  plan: Plan,
  direction: Direction,
  entry: Entry,
  macs: { readonly source: string; readonly destination: string },
): string {
  const isRequest = direction === "request";
  const [from, to] = isRequest ? [plan.source, plan.destination] : [plan.destination, plan.source];
  const isV6 = from.ip.includes(":");
  const [sourceField, destinationField] = isV6 ? ["ipv6_src", "ipv6_dst"] : ["nw_src", "nw_dst"];
  return [
    `in_port=${entry.kind === "provider" ? entry.port : entry.ofport}`,
    ...protocolTerms(plan, isRequest, isV6),
    `dl_src=${macs.source}`,
    `dl_dst=${macs.destination}`,
    `${sourceField}=${from.ip}`,
    `${destinationField}=${to.ip}`,
    `nw_ttl=${entry.kind === "pod" || plan.sameSubnet ? ttl : ttl - 1}`,
    ...(entry.kind === "tunnel" ? tunnelTerms(entry) : []),
    ...(entry.kind === "provider" && entry.vlan !== null ? [`dl_vlan=${entry.vlan}`] : []),
  ].join(",");
}

/** A packet of the path as it passes a NIC, on the bridge that this is on. */
export interface UplinkPacket {
  /** OpenFlow name: of the NIC, or LOCAL. */
  readonly port: string;
  readonly macs: { readonly source: string; readonly destination: string };
  readonly source: string;
  readonly destination: string;
  readonly vlan: number | null;
}

/** The same for a bridge that holds a NIC: the pods' packet, or the tunnel around it. */
export function uplinkFlow(
  plan: Plan,
  direction: Direction,
  packet: UplinkPacket,
  tunnelPort: number | null,
): string {
  const { source, destination, macs, vlan } = packet;
  const isV6 = source.includes(":");
  const [sourceField, destinationField] = isV6 ? ["ipv6_src", "ipv6_dst"] : ["nw_src", "nw_dst"];
  const terms =
    tunnelPort === null
      ? protocolTerms(plan, direction === "request", isV6)
      : [isV6 ? "udp6" : "udp", `udp_src=${tracedPort}`, `udp_dst=${tunnelPort}`];
  return [
    `in_port=${packet.port}`,
    ...terms,
    ...(macs.source === "" ? [] : [`dl_src=${macs.source}`]),
    ...(macs.destination === "" ? [] : [`dl_dst=${macs.destination}`]),
    `${sourceField}=${source}`,
    `${destinationField}=${destination}`,
    `nw_ttl=${ttl}`,
    ...(vlan === null ? [] : [`dl_vlan=${vlan}`]),
  ].join(",");
}

/** RFC 792 and RFC 4443. */
const echo = { request: { v4: 8, v6: 128 }, reply: { v4: 0, v6: 129 } } as const;

function protocolTerms(plan: Plan, isRequest: boolean, isV6: boolean): string[] {
  const { protocol } = plan.traffic;
  const port = plan.targetPort;
  if (protocol === "icmp") {
    const type = isRequest ? echo.request : echo.reply;
    // ofproto/trace takes no icmp_type for IPv6 (ovs-fields(7) names the fields apart).
    return isV6
      ? ["icmp6", `icmpv6_type=${type.v6}`, "icmpv6_code=0"]
      : ["icmp", `icmp_type=${type.v4}`, "icmp_code=0"];
  }
  const [source, destination] = isRequest ? [tracedPort, port ?? 0] : [port ?? 0, tracedPort];
  const name = isV6 ? `${protocol}6` : protocol;
  const ports = [`${protocol}_src=${source}`, `${protocol}_dst=${destination}`];
  // SYN 0x002, SYN+ACK 0x012 (RFC 9293).
  if (protocol === "tcp") ports.push(`tcp_flags=${isRequest ? "0x002" : "0x012"}`);
  return [name, ...ports];
}

/** OVN's Geneve option: logical ingress and egress port, 16 bits each (ovn-architecture(7)). */
function tunnelTerms(entry: Extract<Entry, { kind: "tunnel" }>): string[] {
  const metadata = entry.ingressKey * 0x10000 + entry.egressKey;
  // IPv6 tunnels have fields of their own (ovs-fields(7), TUNNEL FIELDS).
  const tunnel = entry.tunnelSource.includes(":") ? "tun_ipv6" : "tun";
  return [
    `tun_id=0x${entry.vni.toString(16)}`,
    `${tunnel}_src=${entry.tunnelSource}`,
    `${tunnel}_dst=${entry.tunnelDestination}`,
    `tun_metadata0=0x${metadata.toString(16)}`,
  ];
}

/** A first packet is new; its answer belongs to a connection that is then established. */
export function ctStates(direction: Direction): string[] {
  // A path has at most two passes in each of three datapaths.
  return new Array<string>(6).fill(direction === "request" ? "trk,new" : "trk,est,rpl");
}

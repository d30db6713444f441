import ipaddr from "ipaddr.js";

/** A pod that asks for the MAC of an address. */
export interface NeighbourQuestion {
  readonly ofport: number;
  readonly mac: string;
  readonly ip: string;
  readonly target: string;
}

/** The flow argument of ofproto/trace (ovs-fields(7)): an ARP request (RFC 826), or for IPv6 a
 * neighbour solicitation to the target's solicited-node address (RFC 4861 section 4.3). */
export function neighbourFlow({ ofport, mac, ip, target }: NeighbourQuestion): string {
  if (!target.includes(":")) {
    return [
      `in_port=${ofport}`,
      "arp",
      "arp_op=1",
      `dl_src=${mac}`,
      "dl_dst=ff:ff:ff:ff:ff:ff",
      `arp_spa=${ip}`,
      `arp_tpa=${target}`,
      `arp_sha=${mac}`,
      "arp_tha=00:00:00:00:00:00",
    ].join(",");
  }
  const [high, middle, low] = ipaddr.parse(target).toByteArray().slice(13);
  const hex = (byte: number | undefined): string => (byte ?? 0).toString(16).padStart(2, "0");
  const group = `ff02::1:ff${hex(high)}:${hex(middle)}${hex(low)}`;
  return [
    `in_port=${ofport}`,
    "icmp6",
    "icmpv6_type=135",
    "icmpv6_code=0",
    `dl_src=${mac}`,
    `dl_dst=33:33:ff:${hex(high)}:${hex(middle)}:${hex(low)}`,
    `ipv6_src=${ip}`,
    `ipv6_dst=${group}`,
    "nw_ttl=255",
    `nd_target=${target}`,
    `nd_sll=${mac}`,
  ].join(",");
}

import { readFileSync } from "node:fs";
import type { FirewallPacket } from "../../../../aggregator/firewall/packet.ts";

export function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url), "utf8");
}

export const tcpPacket: FirewallPacket = {
  source: "10.16.0.5",
  destination: "10.16.0.6",
  protocol: "tcp",
  sourcePort: null,
  destinationPort: 8080,
  icmpType: null,
  ctState: "new",
  inInterface: "eth0",
  outInterface: null,
};

export const genevePacket: FirewallPacket = {
  ...tcpPacket,
  source: "198.18.0.11",
  destination: "198.18.0.12",
  protocol: "udp",
  destinationPort: 6081,
};

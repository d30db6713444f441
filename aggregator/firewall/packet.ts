import { protocols } from "./names.ts";

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

/** Of a protocol above IP, by name or number; null when it is not known here. */
export function protocolNumber(name: string): number | null {
  if (/^\d+$/.test(name)) return Number(name);
  const number = protocols(name);
  return number === null ? null : Number(number);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

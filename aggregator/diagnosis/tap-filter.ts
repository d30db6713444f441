import type { Plan } from "../evidence/plan.ts";
import { encapsulated } from "./tap-filter-encapsulated.ts";

/**
 * The pcap-filter(7) expression for a node of the path: what the probes send, what comes back, the
 * pods' questions for MAC addresses, and errors about any of it; plain, and encapsulated.
 *
 * It is narrow on purpose: other traffic between the same pods does not fill the tap's buffer.
 */
export function tapFilter(plan: Plan): string {
  const { source, destination, traffic } = plan;
  const isV6 = source.ip.includes(":");
  const either = `(host ${source.ip} or host ${destination.ip})`;
  const pair = `(host ${source.ip} and host ${destination.ip})`;
  const terms = [
    // ICMPv6 covers neighbour discovery as well.
    `(${isV6 ? "icmp6" : "icmp"} and ${either})`,
    ...(isV6 ? [] : [`(arp and ${either})`]),
  ];
  if (traffic.protocol !== "icmp") {
    const port = traffic.port === null ? "" : ` port ${traffic.port}`;
    terms.push(`(${traffic.protocol}${port} and ${pair})`);
  }
  if (plan.relation === "cross-node") terms.push(...encapsulated(plan));
  return terms.join(" or ");
}

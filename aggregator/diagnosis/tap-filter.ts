import type { Plan } from "../evidence/plan.ts";

/**
 * The pcap-filter(7) expression for a node of the path: what the probes send, what comes back, the
 * pods' questions for MAC addresses, and errors about any of it; plain, and inside an encapsulation.
 *
 * It is narrow on purpose: other traffic between the same pods does not fill the tap's buffer.
 */
export function tapFilter(plan: Plan): string {
  const { source, destination } = plan;
  const pair = `host ${source.ip} and host ${destination.ip}`;
  const isV6 = source.ip.includes(":");
  const echo = isV6 ? "icmp6" : "icmp";
  const errors = `(${echo} and (host ${source.ip} or host ${destination.ip}))`;
  const parts = [
    errors,
    ...neighbours(plan, isV6),
    ...transport(plan).map((t) => `(${t} and ${pair})`),
  ];
  const inner = parts.join(" or ");
  // "geneve" shifts the meaning of everything that follows it, so it comes last.
  return plan.relation === "same-node" ? inner : `${inner} or (geneve and (${inner}))`;
}

function transport({ traffic }: Plan): string[] {
  if (traffic.protocol === "icmp") return [];
  return [traffic.port === null ? traffic.protocol : `${traffic.protocol} port ${traffic.port}`];
}

/** ARP of both pods (RFC 826); ICMPv6 above covers neighbour discovery. */
function neighbours({ source, destination }: Plan, isV6: boolean): string[] {
  if (isV6) return [];
  return [`(arp and (host ${source.ip} or host ${destination.ip}))`];
}

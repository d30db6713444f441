import { fabricsOf, type Plan } from "../../evidence/plan.ts";
import { namesAll, nextHops } from "./filter-addresses.ts";
import { encapsulated, extensions, tagged } from "./tap-filter-encapsulated.ts";

/**
 * The pcap-filter(7) expression for a node of the path: what the probes send, what comes back, the
 * pods' questions for MAC addresses, and errors about any of it; plain, and encapsulated.
 *
 * It is narrow on purpose: other traffic between the same pods does not fill the tap's buffer.
 */
export function tapFilter(plan: Plan): string {
  const { source, traffic, conversation } = plan;
  const { sources, destinations, ports } = conversation;
  const isV6 = source.ip.includes(":");
  const isNamed = namesAll(conversation);
  const everybody = [...sources, ...destinations, ...nextHops(plan)];
  const either = isNamed ? ` and ${hosts(everybody)}` : "";
  const pair = isNamed ? `(${hosts(sources)} and ${hosts(destinations)})` : hosts(sources);
  const terms = [
    // ICMPv6 covers neighbour discovery as well.
    `(${isV6 ? "icmp6" : "icmp"}${either})`,
    ...(isV6 ? [`(${isExtended} and ${pair})`] : [`(arp${either})`]),
  ];
  if (traffic.protocol !== "icmp") {
    const named = isNamed ? ports.map((port) => `port ${port}`).join(" or ") : "";
    const port = named === "" ? "" : ` and (${named})`;
    terms.push(`(${traffic.protocol}${port} and ${pair})`);
    if (plan.exit === "outside") {
      const opening =
        traffic.protocol === "tcp" ? ` and ${openingOrEnding[isV6 ? "v6" : "v4"]}` : "";
      terms.push(`(${traffic.protocol}${port} and ${hosts(destinations)}${opening})`);
    }
  }
  // Backends of a Service, and who holds an address, may be on other nodes than the planned one.
  const fabrics = fabricsOf(plan);
  const isAcross =
    plan.relation === "cross-node" || plan.service !== null || plan.held !== undefined;
  if (isAcross && fabrics.includes("tunnel")) terms.push(...encapsulated(plan));
  const isByVlan = plan.destination.attachment === "localnet" || fabrics.includes("provider");
  if (isByVlan) terms.push(tagged(plan));
  return terms.join(" or ");
}

/**
 * SYN, FIN or RST. NAT may give packets that leave the cluster any address: those that open a
 * connection show which, and are few whoever else talks to the same destination.
 */
const openingOrEnding = { v4: "tcp[13] & 7 != 0", v6: "ip6[53] & 7 != 0" } as const;

/** pcap-filter's own names of protocols look past no extension header but that of fragments. */
const isExtended = `(${extensions.map((kind) => `ip6[6] == ${kind}`).join(" or ")})`;

function hosts(addresses: readonly string[]): string {
  return `(${[...new Set(addresses)].map((ip) => `host ${ip}`).join(" or ")})`;
}

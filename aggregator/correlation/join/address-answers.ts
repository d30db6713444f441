import type { Sighting } from "../../../proto/records/sighting.ts";

const arpReply = 2;
const advertisement = 136;

/**
 * The MAC by which somebody says that an address is theirs, lower case: an ARP reply or a neighbour
 * advertisement, asked for or not (RFC 826, RFC 5227 section 3, RFC 4861 section 4.4); null for
 * what says no such thing.
 */
export function macClaimed({ arp, nd, sourceMac }: Sighting, ip: string): string | null {
  if (nd !== undefined) {
    if (nd.type !== advertisement || nd.target !== ip) return null;
    return (nd.linkAddress ?? sourceMac)?.toLowerCase() ?? null;
  }
  if (arp === null || arp.senderIp !== ip) return null;
  return arp.operation === arpReply || arp.targetIp === ip ? arp.senderMac.toLowerCase() : null;
}

/** The MACs by which somebody said so, in the order in which they were first seen. */
export function macsClaiming(sightings: Iterable<Sighting>, ip: string): string[] {
  const macs = new Set<string>();
  for (const sighting of sightings) {
    const mac = macClaimed(sighting, ip);
    if (mac !== null) macs.add(mac);
  }
  return [...macs];
}

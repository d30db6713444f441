import type { FlowFields, IpFields, SightingFields, TunnelHeader } from "./fields.ts";
import type { Sighting } from "./sighting.ts";

/** All that a sighting says, copied out of its record: the inverse of `packSightings`. */
export function plainSighting(sighting: Sighting): SightingFields {
  const { tunnel, ip, nd, quoted } = sighting;
  return {
    timeNs: sighting.timeNs,
    ifindex: sighting.ifindex,
    direction: sighting.direction,
    length: sighting.length,
    tunnel: tunnel === null ? null : plainTunnel(tunnel),
    sourceMac: sighting.sourceMac,
    destinationMac: sighting.destinationMac,
    vlan: sighting.vlan,
    etherType: sighting.etherType,
    arp: sighting.arp,
    ip: ip === null ? null : plainIp(ip),
    quoted: quoted === null ? null : plainFlow(quoted),
    truncated: sighting.truncated,
    malformed: sighting.malformed,
    ...(nd === undefined ? {} : { nd }),
  };
}

function plainTunnel(from: TunnelHeader): TunnelHeader {
  const { kind, source, destination, vni, ingressPort, egressPort } = from;
  return { kind, source, destination, vni, ingressPort, egressPort };
}

function plainFlow(from: FlowFields): FlowFields {
  const { source, destination, protocol, sourcePort, destinationPort } = from;
  const { icmpType, icmpCode, icmpSequence } = from;
  const ends = { source, destination, protocol, sourcePort, destinationPort };
  return { ...ends, icmpType, icmpCode, icmpSequence };
}

function plainIp(from: IpFields): IpFields {
  const { ttl, identification, dontFragment, fragmentOffset, moreFragments } = from;
  const { tcp, icmpMtu, payloadLength, payloadPrefix, payloadDigest, checksum } = from;
  const fragment = { identification, dontFragment, fragmentOffset, moreFragments };
  const rest = { tcp, icmpMtu, payloadLength, payloadPrefix, checksum };
  const digest = payloadDigest === undefined ? {} : { payloadDigest };
  return { ...plainFlow(from), ttl, ...fragment, ...rest, ...digest };
}

import { ipv4Addresses } from "../packet/layers/ipv4.ts";
import { ipv6Addresses } from "../packet/layers/ipv6.ts";
import type { Headers, Packet } from "../packet/packet.ts";

/** Multipliers of MurmurHash3's finaliser: every bit of the input moves half of the output's. */
const firstMultiplier = 0x85ebca6b;
const secondMultiplier = 0xc2b2ae35;

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, firstMultiplier);
  return mixed ^ (mixed >>> 15);
}

/**
 * A 32-bit key (signed, so that it needs no allocation) by which the innermost packet is
 * recognised at another point of its path: addresses, protocol, ports or echo identifier, echo
 * sequence, IP identification. Equal packets have equal keys; equal keys are a hint that the
 * fields must confirm.
 * 0 for what is no IP packet.
 */
export function correlationKey(packet: Packet): number {
  const headers = packet.innermost;
  if (headers.ipVersion === 0) return 0;
  let hash = flowWords(packet, headers);
  hash = mix(hash, (headers.sourcePort << 16) | headers.destinationPort);
  hash = mix(hash, headers.identification);
  hash = mix(hash, (headers.protocol << 16) ^ headers.icmpSequence);
  hash = Math.imul(hash, secondMultiplier);
  return hash ^ (hash >>> 16);
}

function flowWords(packet: Packet, headers: Headers): number {
  const { view } = packet;
  const at = headers.networkAt;
  if (headers.ipVersion === 4) {
    const source = view.getInt32(at + ipv4Addresses.source);
    return mix(mix(headers.ipVersion, source), view.getInt32(at + ipv4Addresses.destination));
  }
  let hash = headers.ipVersion;
  const first = at + ipv6Addresses.source;
  const end = at + ipv6Addresses.destination + ipv6AddressBytes;
  for (let next = first; next < end; next += wordBytes) hash = mix(hash, view.getInt32(next));
  return hash;
}

const ipv6AddressBytes = ipv6Addresses.destination - ipv6Addresses.source;
const wordBytes = 4;

import * as ipv4 from "../packet/layers/ipv4-header.ts";
import { ipv6Destination, ipv6Source } from "../packet/layers/ipv6.ts";
import type { Headers, Packet } from "../packet/packet.ts";

const ipv6AddressBytes = 16;
const wordBytes = 4;

/** Multipliers of MurmurHash3's finaliser: every bit of the input moves half of the output's. */
function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function finish(hash: number): number {
  const mixed = Math.imul(hash, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
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
  return finish(mix(hash, (headers.protocol << 16) ^ headers.icmpSequence));
}

function flowWords(packet: Packet, headers: Headers): number {
  const { view } = packet;
  const at = headers.networkAt;
  if (headers.ipVersion === 4) {
    const source = view.getInt32(at + ipv4.atSource);
    return mix(mix(headers.ipVersion, source), view.getInt32(at + ipv4.atDestination));
  }
  let hash = headers.ipVersion;
  const first = at + ipv6Source;
  const end = at + ipv6Destination + ipv6AddressBytes;
  for (let next = first; next < end; next += wordBytes) hash = mix(hash, view.getInt32(next));
  return hash;
}

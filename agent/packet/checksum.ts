import * as ipProtocol from "./ip-protocol.ts";
import * as layer from "./layer.ts";
import { genevePort } from "./layers/geneve.ts";
import { ipv4Addresses, ipv4HeaderLength } from "./layers/ipv4.ts";
import { ipv6Addresses } from "./layers/ipv6.ts";
import { udpChecksum, udpLength } from "./layers/udp.ts";
import { vxlanPort } from "./layers/vxlan.ts";
import type { Headers, Packet } from "./packet.ts";

/**
 * The Internet checksum, RFC 1071, of IPv4 headers and of what is in the packet.
 *
 * It is not part of decoding: it touches every byte, and only sightings want it. A bad checksum of
 * a packet on its way out is normal where the interface is to fill it in (checksum offload).
 */
export type Checksum = "good" | "bad" | "unknown";

/**
 * "bad" when one of the checksums that can be verified is wrong, "unknown" when the snap length,
 * fragmentation or the protocol leave one unverified, "good" otherwise.
 */
export function verifyChecksums(packet: Packet, headers: Headers): Checksum {
  if (headers.ipVersion === 0) return "unknown";
  const network = headers.ipVersion === 4 ? verifyIpv4Header(packet, headers) : "good";
  const transport = verifyTransport(packet, headers);
  if (network === "bad" || transport === "bad") return "bad";
  return network === "good" && transport === "good" ? "good" : "unknown";
}

function verifyIpv4Header(packet: Packet, headers: Headers): Checksum {
  const end = headers.networkAt + ipv4HeaderLength(packet, headers);
  if (end > headers.capturedEnd) return "unknown";
  return isZeroSum(addWords(packet.view, headers.networkAt, end, 0));
}

function verifyTransport(packet: Packet, headers: Headers): Checksum {
  const isFragment = headers.moreFragments || headers.fragmentOffset > 0;
  if (headers.transport === layer.none || isFragment) return "unknown";
  const start = headers.transportAt;
  let end = headers.networkEnd;
  if (headers.transport === layer.udp) {
    if (udpChecksum(packet, headers) === 0) return verdictOnNone(headers);
    end = start + udpLength(packet, headers);
  }
  if (end > headers.capturedEnd) return "unknown";
  switch (headers.transport) {
    case layer.icmp:
      return isZeroSum(addWords(packet.view, start, end, 0));
    case layer.tcp:
    case layer.udp:
    case layer.icmpv6:
      if (headers.sourceRouted) return "unknown";
      return isZeroSum(addWords(packet.view, start, end, pseudoHeader(packet, headers, end)));
    default:
      return "unknown"; // SCTP has a CRC32c, which tells nothing about the path
  }
}

/**
 * A UDP datagram without checksum. Over IPv4 that is the sender's choice (RFC 768); over IPv6 the
 * receiver must discard it (RFC 8200 section 8.1), unless it is a tunnel's (RFC 6935).
 */
function verdictOnNone(headers: Headers): Checksum {
  const port = headers.destinationPort;
  const isTunnel = port === genevePort || port === vxlanPort;
  return headers.ipVersion === 4 || isTunnel ? "good" : "bad";
}

/** Sum of addresses, length and protocol: RFC 9293 section 3.1, RFC 8200 section 8.1. */
function pseudoHeader(packet: Packet, headers: Headers, end: number): number {
  const length = end - headers.transportAt;
  const isIpv6 = headers.transport === layer.icmpv6 || headers.ipVersion === 6;
  const { source } = isIpv6 ? ipv6Addresses : ipv4Addresses;
  const addressBytes = isIpv6 ? 32 : 8;
  const addressesAt = headers.networkAt + source;
  const lengthSum = (length & 0xffff) + (length >>> 16);
  const sum = protocolOf(headers) + lengthSum;
  return addWords(packet.view, addressesAt, addressesAt + addressBytes, sum);
}

function protocolOf(headers: Headers): number {
  if (headers.transport === layer.tcp) return ipProtocol.tcp;
  return headers.transport === layer.udp ? ipProtocol.udp : ipProtocol.icmpv6;
}

/**
 * Adds 16-bit words; the last byte of an odd length counts as the high one. Words of 32 bits are
 * read, and both halves added.
 */
function addWords(view: DataView, start: number, end: number, sum: number): number {
  let total = sum;
  let at = start;
  for (; at + 4 <= end; at += 4) {
    const word = view.getInt32(at);
    total += (word >>> 16) + (word & 0xffff);
  }
  for (; at + 2 <= end; at += 2) total += view.getUint16(at);
  return at < end ? total + view.getUint8(at) * 256 : total;
}

/**
 * A sum that includes the checksum itself is right when, its carries folded into 16 bits, all bits
 * are set: then it is a multiple of 0xffff, and not zero.
 */
function isZeroSum(sum: number): Checksum {
  return sum > 0 && sum % 0xffff === 0 ? "good" : "bad";
}

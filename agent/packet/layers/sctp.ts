import * as layer from "../layer.ts";
import { claim, type Headers, type Packet, setPayload } from "../packet.ts";

/**
 * SCTP common header, RFC 9260 section 3.1. https://www.rfc-editor.org/rfc/rfc9260
 *
 * ```
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |                       Verification tag                        |
 * +---------------------------------------------------------------+
 * |                       Checksum (CRC32c)                       |
 * +---------------------------------------------------------------+
 * ```
 */
const atSourcePort = 0;
const atDestinationPort = 2;
const minBytes = 12;
/** An ICMP error need not quote more than the first 8 bytes (RFC 792). */
const quotedBytes = 8;

export function decodeSctp(packet: Packet, headers: Headers, offset: number): void {
  if (!claim(packet, offset, packet.quoting ? quotedBytes : minBytes, layer.sctp)) return;
  headers.transport = layer.sctp;
  headers.transportAt = offset;
  headers.sourcePort = packet.view.getUint16(offset + atSourcePort);
  headers.destinationPort = packet.view.getUint16(offset + atDestinationPort);
  setPayload(packet, headers, offset + minBytes);
}

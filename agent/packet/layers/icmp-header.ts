/**
 * ICMP, RFC 792; MTU of the next hop, RFC 1191 section 4. https://www.rfc-editor.org/rfc/rfc792
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------+---------------+-------------------------------+
 * |     Type      |     Code      |           Checksum            |
 * +---------------+---------------+-------------------------------+
 * | echo:      Identifier         |        Sequence number        |
 * | too big:   unused             |        Next-hop MTU           |
 * +-------------------------------+-------------------------------+
 * |   errors: the IP header and the first bytes of the packet     |
 * +---------------------------------------------------------------+
 * ```
 */

export const atType = 0;
export const atCode = 1;
export const atIdentifier = 4;
export const atSequence = 6;
export const atNextHopMtu = 6;
export const minBytes = 8;
export const echoReply = 0;
export const destinationUnreachable = 3;
export const sourceQuench = 4;
export const redirect = 5;
export const echo = 8;
export const timeExceeded = 11;
export const parameterProblem = 12;
export const fragmentationNeeded = 4;

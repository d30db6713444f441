/**
 * TCP, RFC 9293 section 3.1. https://www.rfc-editor.org/rfc/rfc9293
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |                        Sequence number                        |
 * +---------------------------------------------------------------+
 * |                    Acknowledgement number                     |
 * +-------+-------+---------------+-------------------------------+
 * | Offset| Rsrvd | Control bits  |            Window             |
 * +-------+-------+---------------+-------------------------------+
 * |           Checksum            |        Urgent pointer         |
 * +-------------------------------+-------------------------------+
 * |                 Options (offset says how many)                |
 * +---------------------------------------------------------------+
 * ```
 */

export const atPorts = 0;
export const atSequence = 4;
export const atAcknowledgement = 8;
export const atDataOffsetAndFlags = 12;
export const minBytes = 20;

/** Source port in the high half of a word, destination port in the low half. */
export const sourcePortShift = 16;
export const destinationPortMask = 0xffff;

/** Within 16 bits: data offset in words of four bytes, control bits in the low byte. */
export const dataOffsetShift = 12;
export const dataOffsetUnit = 4;
export const flagsMask = 0xff;
export const optionMinBytes = 2;
export const maximumSegmentSizeBytes = 4;
export const syn = 2;

/** An ICMP error need not quote more than the first 8 bytes (RFC 792). */
export const quotedBytes = 8;

/**
 * UDP, RFC 768. https://www.rfc-editor.org/rfc/rfc768
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |          Source port          |       Destination port        |
 * +-------------------------------+-------------------------------+
 * |            Length             |           Checksum            |
 * +-------------------------------+-------------------------------+
 * ```
 */

export const atPorts = 0;
export const atLength = 4;
export const atChecksum = 6;
export const minBytes = 8;

/** Source port in the high half of a word, destination port in the low half. */
export const sourcePortShift = 16;
export const destinationPortMask = 0xffff;

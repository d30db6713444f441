/**
 * IPv4, RFC 791 section 3.1. https://www.rfc-editor.org/rfc/rfc791
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------+-------+---------------+-------------------------------+
 * |Version|  IHL  |Type of service|          Total length         |
 * +-------+-------+---------------+-----+-------------------------+
 * |         Identification        |Flags|     Fragment offset     |
 * +---------------+---------------+-----+-------------------------+
 * |  Time to live |    Protocol   |        Header checksum        |
 * +---------------+---------------+-------------------------------+
 * |                         Source address                        |
 * +---------------------------------------------------------------+
 * |                      Destination address                      |
 * +---------------------------------------------------------------+
 * |                  Options (IHL says how many)                  |
 * +---------------------------------------------------------------+
 * ```
 */

/** Words of four bytes, each read at once. */

export const atVersionToTotalLength = 0;
export const atIdentificationToOffset = 4;
export const atProtocol = 9;
export const atTimeToLive = 8;
export const atSource = 12;
export const atDestination = 16;
export const minBytes = 20;
export const version = 4;

/** Within the first word: version, IHL, and the total length in the low half. */
export const versionShift = 28;
export const headerLengthShift = 24;
export const headerLengthMask = 0x0f;
export const lowHalf = 0xffff;

/** Within the second word: identification in the high half, flags and fragment offset. */
export const identificationShift = 16;
export const dontFragment = 0x4000;
export const moreFragments = 0x2000;
export const offsetMask = 0x1fff;

/** IHL counts words of four bytes, the fragment offset units of eight. */
export const lengthUnitShift = 2;
export const offsetUnitShift = 3;

/**
 * Geneve, RFC 8926 section 3.4. https://www.rfc-editor.org/rfc/rfc8926
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---+-----------+-+-+-----------+-------------------------------+
 * |Ver|  Opt len  |O|C|   Rsvd    |         Protocol type         |
 * +---+-----------+-+-+-----------+-------------------------------+
 * |     Virtual network identifier (VNI)          |   Reserved    |
 * +-----------------------------------------------+---------------+
 * |             Options, Opt len units of 4 bytes                 |
 * +---------------------------------------------------------------+
 *   option:
 * +-------------------------------+---------------+-----+---------+
 * |         Option class          |     Type      |R|R|R| Length  |
 * +-------------------------------+---------------+-----+---------+
 * |             Data, Length units of 4 bytes                     |
 * +---------------------------------------------------------------+
 * ```
 *
 * OVN's option (ovn-architecture(7), "Tunnel Encapsulations"): class 0x0102, type 0x80, 4 bytes:
 * 1 bit reserved, logical ingress port 15 bits, logical egress port 16 bits.
 */

export const atVersionAndLength = 0;
export const atProtocolType = 2;
export const atVni = 4;
export const minBytes = 8;
export const versionShift = 6;
export const lengthMask = 0x3f;
export const lengthUnit = 4;
export const supportedVersion = 0;

/** The low byte of the word that the VNI is in is reserved. */
export const vniShift = 8;

/** The first word of an option: class, type, length in its low five bits. */
export const optionName = 0;
export const optionData = 4;
export const optionMinBytes = 4;
export const optionLengthMask = 0x1f;

/** Reserved bits of the length's byte are ignored, as the RFC wants. */
export const optionNameMask = 0xffffff1f;

/** Class 0x0102, type 0x80, length 1 unit. */
export const ovnOption = 0x01028001;
export const ovnIngressMask = 0x7fff;
export const genevePort = 6081;

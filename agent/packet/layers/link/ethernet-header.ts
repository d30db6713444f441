/**
 * Ethernet II frame header (IEEE 802.3; RFC 894), without preamble and frame check sequence.
 *
 * ```
 * +-----------------------+-----------------------+---------------+
 * | Destination (6 bytes) |   Source (6 bytes)    | EtherType (2) |
 * +-----------------------+-----------------------+---------------+
 * ```
 */

export const atDestination = 0;
export const atSource = 6;
export const atEtherType = 12;
export const minBytes = 14;

/** Below this the field is the length of an IEEE 802.3 frame: LLC follows, nothing of ours. */
export const minEtherType = 0x600;

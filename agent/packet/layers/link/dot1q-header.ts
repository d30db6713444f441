/**
 * VLAN tag, IEEE 802.1Q clause 9; stacked as 802.1ad ("QinQ").
 * The tag protocol identifier is the EtherType of the header before.
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-----+-+-----------------------+-------------------------------+
 * | PCP |D|    VLAN identifier    |           EtherType           |
 * +-----+-+-----------------------+-------------------------------+
 * ```
 */

export const atTagControl = 0;
export const atEtherType = 2;
export const minBytes = 4;
export const identifierMask = 0x0fff;

/** Two is what networks use; beyond this many a frame is made to waste time. */
export const maxTags = 4;

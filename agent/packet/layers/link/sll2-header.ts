/**
 * Linux "cooked" capture v2, LINKTYPE_LINUX_SLL2 (276): what `tcpdump -i any` gives.
 * https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html
 *
 * ```
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-------------------------------+-------------------------------+
 * |         Protocol type         |           Reserved            |
 * +-------------------------------+-------------------------------+
 * |                        Interface index                        |
 * +-------------------------------+---------------+---------------+
 * |          ARPHRD type          |  Packet type  | Address length|
 * +-------------------------------+---------------+---------------+
 * |                   Link-layer address (8 bytes)                |
 * |                                                               |
 * +---------------------------------------------------------------+
 * ```
 */

export const atProtocolType = 0;
export const atInterfaceIndex = 4;
export const atArphrdType = 8;
export const atPacketType = 10;
export const atAddressLength = 11;
export const atAddress = 12;
export const minBytes = 20;

/** On other device types the protocol field is no EtherType (netlink family, 802.11 …). */
export const arphrdEthernet = 1;
export const arphrdLoopback = 772;

/** LINUX_SLL_OUTGOING: sent by this host. The others (0 to 3) all came in. */
export const outgoing = 4;
export const macBytes = 6;

/** https://www.iana.org/assignments/ieee-802-numbers; import as `etherTypes`, whole. */
export const ipv4 = 0x0800;
export const arp = 0x0806;
export const dot1q = 0x8100;
export const ipv6 = 0x86dd;
export const dot1ad = 0x88a8;
/** Transparent Ethernet bridging: a whole frame follows (Geneve's protocol type). */
export const ethernet = 0x6558;

/**
 * The headers that are decoded; `problemLayer` names one. Import as `layer`, whole.
 *
 * The bundler writes a number where it is used when it is a `const` of a module that imports
 * nothing, and never when it is a member of an object. Every packet passes these: hence a module
 * of numbers here and for each header of `layers/` that most packets have.
 */

export const none = 0;
export const sll2 = 1;
export const ethernet = 2;
export const dot1q = 3;
export const arp = 4;
export const ipv4 = 5;
export const ipv6 = 6;
export const icmp = 7;
export const icmpv6 = 8;
export const tcp = 9;
export const udp = 10;
export const sctp = 11;
export const geneve = 12;
export const vxlan = 13;

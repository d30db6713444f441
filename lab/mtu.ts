export const uplinkMtu = 1500;
/** Uplink minus Kube-OVN's 100 bytes for Geneve over IPv4. */
export const podMtu = 1400;

export const uplinkMtu = 1500;
/** Uplink minus Kube-OVN's 100 bytes for Geneve, 20 more over IPv6 (pkg/daemon/config.go). */
export const podMtus = { IPv4: 1400, IPv6: 1380 } as const;

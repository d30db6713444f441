/** Of routers with an external network or a joined underlay Subnet (pkg/controller/vpc.go). */
export const learningOptions = {
  mac_binding_age_threshold: "300",
  dynamic_neigh_routers: "true",
} as const;

/** Of all others: what ARP requests say of their senders is not learnt. */
export const overlayOptions = {
  ...learningOptions,
  always_learn_from_arp_request: "false",
} as const;

/** Rows about what is no pod: Services, routers' decisions, provider networks. */

/** A Service's port in Kubernetes, and what OVN's load balancers make of it. */
export interface ServiceRow {
  readonly namespace: string;
  readonly name: string;
  /** "10.96.0.10:80", as load balancers write it. */
  readonly vip: string;
  /** Ports of the Service, "tcp/80". */
  readonly ports: readonly string[];
  /** The port that is asked for, "tcp/80". */
  readonly askedPort: string;
  /** Ready endpoints of that port by EndpointSlices, "10.16.0.6:8080". */
  readonly endpoints: readonly string[];
  /** Load balancer of the source's switch that has the VIP; null when none has. */
  readonly balancer: string | null;
  /** Load balancers that have it and are not attached to the source's switch. */
  readonly elsewhere: readonly string[];
  /**
   * The range that keeps the source's switch from balancing packets to the VIP, and the option that
   * it comes from; null for none, absent in cases recorded before it was looked for.
   */
  readonly skipped?: { readonly option: string; readonly range: string } | null;
  /** What the VIP leads to, in the same form as the endpoints. */
  readonly backends: readonly string[];
  /** Of these, those whose health check failed; absent where this was not looked at. */
  readonly offline?: readonly string[];
  /** Those on the client's node, where the load balancer prefers them; absent as above. */
  readonly local?: readonly string[];
}

/** What an end's logical router decides for packets to the other end's address. */
export interface RouterDecisionRow {
  readonly router: string;
  readonly source: string;
  readonly destination: string;
  /** The policy or route in words, "policy 29000 ip4.src == 10.18.0.0/16"; null for none. */
  readonly by: string | null;
  readonly kind: "connected" | "policy" | "route" | "drop" | "none";
  /** It could not be told which policy or route takes the packet: the decision may be another. */
  readonly isUncertain: boolean;
  readonly nexthops: readonly NexthopRow[];
  /**
   * A rerouting policy of the northbound that comes before the decision, and of which ovn-northd
   * made no flow; null for none, absent where it was not looked for.
   */
  readonly passedOver?: PassedOverPolicy | null;
}

export interface PassedOverPolicy {
  /** "policy 29000 ip4.src == 10.18.0.0/16". */
  readonly by: string;
  /** Empty: it has none, which is why it makes no flow. */
  readonly nexthops: readonly string[];
}

export interface NexthopRow {
  readonly ip: string;
  /** Port of a switch that has the address; null when none has. */
  readonly logicalPort: string | null;
  /** The address is the router's own. */
  readonly isRouters: boolean;
  /** OVN learnt a MAC address for it, or could: a physical network is behind its switch. */
  readonly mayBeLearnt: boolean;
}

/** What a logical router translates of a path's addresses (ovn-nb(5), NAT and Load_Balancer). */
export interface NatRow {
  readonly router: string;
  /** `snat`, `dnat_and_snat`, `dnat`, or `load-balancer` (an OvnDnatRule). */
  readonly kind: string;
  /** Of a load balancer. */
  readonly name: string | null;
  /** The address outside; of a load balancer with its port. */
  readonly externalIp: string;
  /** The address inside, or a block; of a load balancer a backend's address. */
  readonly logicalIp: string;
  /** The port that the rule names; null for none. */
  readonly logicalPort: string | null;
  /** Addresses of that port; null where there is no such port, or none is named. */
  readonly portIps: readonly string[] | null;
  /** Ports of the router's Subnets that have `logicalIp`; empty for a block. */
  readonly holders: readonly string[];
  /** Whether it is about the address of the source, or of the destination. */
  readonly concerns: "source" | "destination";
}

/** How an underlay Subnet's switch is tied to the physical network. */
export interface ProviderRow {
  readonly subnet: string;
  /** The localnet port, and its VLAN; null without a tag. */
  readonly localnet: string;
  readonly tag: number | null;
  /** The network name that bridge mappings go by. */
  readonly network: string;
  /** Id of the Subnet's Vlan; null when there is no such object. */
  readonly vlan: number | null;
  /** NIC of the end's node by the ProviderNetwork; null when there is no such object. */
  readonly nic: string | null;
}

/** What a path runs on, as a verdict document tells it. */
export interface Environment {
  readonly kubeOvn: KubeOvnEnvironment;
  /** Every node of the path. */
  readonly nodes: readonly NodeEnvironment[];
  readonly source: EndEnvironment;
  readonly destination: EndEnvironment;
  readonly sameNode: boolean;
  readonly sameSubnet: boolean;
  /** Null where a VPC is not known. */
  readonly sameVpc: boolean | null;
}

export interface KubeOvnEnvironment {
  /** Null when nothing that was looked at tells it; `reason` then says so. */
  readonly version: string | null;
  readonly from: string | null;
  readonly reason: string | null;
}

/** A null is not known; `reason` says why. */
export interface NodeEnvironment {
  readonly node: string;
  readonly ovn: string | null;
  readonly ovs: string | null;
  /** `system` (the kernel's) or `netdev` (userspace). */
  readonly datapath: string | null;
  readonly kernel: string | null;
  /** `geneve`, `vxlan`. */
  readonly tunnel: string | null;
  readonly encapIps: readonly string[];
  /** By which its tunnels leave; absent where it is not known. */
  readonly nics?: readonly NicEnvironment[];
  readonly reason: string | null;
}

/** A NIC as ethtool(8) tells of it; a null is not known. */
export interface NicEnvironment {
  readonly name: string;
  readonly driver: string | null;
  readonly version: string | null;
  readonly firmware: string | null;
  /** Of what may harm encapsulated packets: ethtool's names, and whether they are on. */
  readonly offloads: Readonly<Record<string, boolean>>;
}

export interface EndEnvironment {
  readonly node: string | null;
  readonly subnet: string | null;
  readonly vpc: string | null;
  readonly cidrs: readonly string[];
  readonly gatewayType: string | null;
  readonly gatewayNode: string | null;
  readonly natOutgoing: boolean | null;
  /** VLAN of an underlay subnet; null for an overlay or where it is not known. */
  readonly vlan: string | null;
  readonly reason: string | null;
}

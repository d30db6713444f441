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
  readonly reason: string | null;
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

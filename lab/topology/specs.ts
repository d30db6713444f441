import type { AddressFamily } from "./addresses.ts";
import type { VlanSpec } from "./provider-network.ts";
import type { ServiceSpec } from "./services.ts";

export interface SubnetSpec {
  readonly name: string;
  /** Router that it belongs to: `ovn-cluster`, or the one of a VPC of its own. */
  readonly vpc: string;
  readonly cidr: string;
  readonly prefixLength: number;
  readonly gateway: string;
  /** MAC of the router port `ovn-cluster-<subnet>`. */
  readonly gatewayMac: string;
  /** Nodes that all outgoing traffic leaves through; none: each pod's own (distributed). */
  readonly gatewayNodes: readonly string[];
  /** Outgoing traffic gets the address of the node it leaves through. */
  readonly natOutgoing: boolean;
  /** The IPv6 block of a dual-stack Subnet. */
  readonly v6?: BlockSpec;
  /** `ovn`, or `<nad>.<namespace>.ovn` for attachments. */
  readonly provider: string;
  /** Of an underlay Subnet. */
  readonly vlan?: VlanSpec;
  /** How the VPC's router has a part in an underlay Subnet: none does when left out. */
  readonly joined?: Joined;
}

/**
 * `u2oInterconnection`: the router has an address of its own beside the physical gateway's;
 * `logicalGateway`: it is the gateway, and the VLAN has no other.
 */
export type Joined = "u2oInterconnection" | "logicalGateway";

/** An address block with the gateway's address in it. */
export interface BlockSpec {
  readonly cidr: string;
  readonly prefixLength: number;
  readonly gateway: string;
  /** The router's address where the gateway is a physical one (`u2oInterconnection`). */
  readonly interconnectionIp?: string;
}

/** What runs an Open vSwitch. */
export interface SwitchHost {
  readonly name: string;
  readonly netns: string;
  /** OVS and OVN run directory: `OVS_RUNDIR` and `OVN_RUNDIR` of the node. */
  readonly runDir: string;
}

export interface NodeSpec extends SwitchHost {
  /** The address that tunnels go to: `ip`, or `ip6` in a lab with an IPv6 underlay. */
  readonly encapIp: string;
  /** Addresses on the underlay. */
  readonly ip: string;
  readonly ip6: string;
  /** `system-id`, the name of the chassis in SB. */
  readonly systemId: string;
  readonly joinIp: string;
  readonly joinIp6: string;
  readonly joinMac: string;
  /** Port of the underlay bridge that the node's `eth0` is plugged into. */
  readonly underlayPort: string;
  /** Port of the physical switch that the node's `eth1` is plugged into. */
  readonly providerPort: string;
}

export interface PodAddress {
  readonly ip: string;
  readonly prefixLength: number;
  /** Next hop of its default route. */
  readonly gateway: string;
}

/** What has an IPv4 address, and an IPv6 address where the Subnet is dual stack. */
export interface AddressedSpec extends PodAddress {
  readonly v6?: PodAddress;
}

/** An interface of a pod, with its port. */
export interface NicSpec extends AddressedSpec {
  /** Its name in the pod: `eth0`, `net1`. */
  readonly interface: string;
  readonly mtu: number;
  readonly subnet: string;
  readonly mac: string;
  /** `<pod>.<namespace>`, for an attachment with `.<provider>` behind; also the OVS `iface-id`. */
  readonly logicalPort: string;
  /** Host side of the veth, named after the containerID: `<first 12>_h`, `<first 8>_net1_h`. */
  readonly hostInterface: string;
}

/** A pod with its first interface. */
export interface PodSpec extends NicSpec {
  readonly namespace: string;
  readonly name: string;
  /** Name of the KubeVirt virtual machine in it: its port and addresses go by that name. */
  readonly vm?: string;
  readonly node: string;
  readonly containerId: string;
  readonly netns: string;
  /** Further interfaces (Multus). */
  readonly attachments: readonly NicSpec[];
}

/** A host outside the cluster, with the pods' servers. */
export interface ExternalSpec {
  readonly name: string;
  readonly netns: string;
  readonly ip: string;
  readonly prefixLength: number;
  readonly gateway: string;
  readonly mac: string;
  /** Interface of the fabric that its `eth0` is plugged into. */
  readonly routerPort: string;
  /** In a VLAN, behind an access port of the physical switch; otherwise behind the router. */
  readonly vlan?: VlanSpec;
}

/** A NetworkPolicy in the shapes the lab needs: deny all of a direction, or allow some peers. */
export interface PolicySpec {
  readonly namespace: string;
  readonly name: string;
  /** Name of the pod it selects (label `app`). */
  readonly selects: string;
  readonly direction: "ingress" | "egress";
  /** What it drops is logged (annotation `ovn.kubernetes.io/enable_log`). */
  readonly log?: boolean;
  readonly allow?: {
    readonly from: readonly string[];
    readonly tcpPort: number;
    /** Of a range (`endPort`). */
    readonly lastTcpPort?: number;
    /** `ipBlock`, besides the pods. */
    readonly block?: { readonly cidr: string; readonly except: readonly string[] };
  };
}

/** A pod on the host network: it has the node's addresses and no port. */
export interface HostPodSpec extends AddressedSpec {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly netns: string;
  readonly containerId: string;
}

/** One side of a VPC peering (Vpc `spec.vpcPeerings`), with the routes that it needs. */
export interface PeeringSide {
  readonly vpc: string;
  readonly remoteVpc: string;
  /** The router's addresses on the link, `localConnectIP`: IPv4, then IPv6. */
  readonly own: readonly BlockSpec[];
  /** Blocks of the other VPC, and the other router's address of each one's IP version. */
  readonly routes: readonly VpcRoute[];
}

/** An entry of `spec.staticRoutes`, by destination. */
export interface VpcRoute {
  readonly cidr: string;
  readonly nextHopIp: string;
}

/** An external network of a VPC (Vpc `enableExternal`), and what the VPC has of its addresses. */
export interface ExternalNetworkSpec {
  readonly vpc: string;
  /** The external Subnet: an underlay one of the default VPC, without pods. */
  readonly subnet: string;
  /** The router's own address there. */
  readonly routerIp: string;
  readonly routerMac: string;
  /**
   * Nodes of its gateway chassis, the one to be preferred first. Of several, OVN takes none before
   * BFD says that they see each other, which takes seconds after every start of ovn-controller.
   */
  readonly gatewayNodes: readonly string[];
  /** `OvnSnatRule`, of a whole Subnet. */
  readonly snat: { readonly ip: string; readonly subnet: string };
  /** `OvnFip`, of a pod. */
  readonly fip: { readonly ip: string; readonly pod: string };
  /** `OvnDnatRule`, of a TCP port of a pod. */
  readonly dnat: {
    readonly ip: string;
    readonly port: number;
    readonly pod: string;
    readonly podPort: number;
  };
}

export interface Topology {
  readonly lab: string;
  /** IP version of the outer packets of tunnels. */
  readonly encapFamily: AddressFamily;
  readonly podMtu: number;
  readonly nodes: readonly NodeSpec[];
  readonly subnets: readonly SubnetSpec[];
  readonly join: SubnetSpec;
  readonly pods: readonly PodSpec[];
  /** Pods on the host network. */
  readonly hostPods: readonly HostPodSpec[];
  readonly services: readonly ServiceSpec[];
  readonly externals: readonly ExternalSpec[];
  /** The physical switch of the provider network. */
  readonly fabric: SwitchHost;
  readonly policies: readonly PolicySpec[];
  /** Both sides of each peering of two VPCs. */
  readonly peerings: readonly PeeringSide[];
  readonly externalNetworks: readonly ExternalNetworkSpec[];
}

export type UnderlaySubnet = SubnetSpec & { readonly vlan: VlanSpec };

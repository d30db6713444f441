import { addressIn, containerIdOf, macOf, prefixLengthOf, uuidOf } from "./addresses.ts";
import { externalNetns, nodeNetns, nodeRunDir, podNetns } from "./names.ts";
import { declaredServices, podTcpPort, type ServiceSpec } from "./services.ts";

/**
 * The declared state of a lab: what `up` builds and what `clear` goes back to. Pure data.
 *
 * Names and addresses are Kube-OVN's defaults (pkg/controller/config.go): VPC `ovn-cluster`, subnet
 * `ovn-default` 10.16.0.0/16, switch `join` 100.64.0.0/16, Services 10.96.0.0/12. Everything is
 * dual stack with Kube-OVN's defaults for IPv6 (dist/images/install.sh, DUAL_STACK).
 */

export const vpc = "ovn-cluster";
export const joinSwitch = "join";
const joinCidr6 = "fd00:100:64::/112";
export const serviceCidr = "10.96.0.0/12";
export const uplinkMtu = 1500;
/** Uplink minus Kube-OVN's 100 bytes for Geneve over IPv4. */
export const podMtu = 1400;
/** RFC 2544 benchmarking range: nobody routes it, so the lab collides with no real network. */
export const underlayCidr = "198.18.0.0/23";
export const prefixOfUnderlay = prefixLengthOf(underlayCidr);
export const underlayCidr6 = "fd00:198:18::/64";
export const prefixOfUnderlay6 = prefixLengthOf(underlayCidr6);
export const centralIp = addressIn(underlayCidr, 1);
/** The fabric's router: the nodes' way to everything outside the cluster. */
export const fabricRouterIp = addressIn(underlayCidr, 510);
/** A network behind the fabric's router that no Subnet and no node is in. */
export const externalCidr = "198.18.4.0/24";
export const externalGateway = addressIn(externalCidr, 1);
export const maxNodes = 200;

export interface SubnetSpec {
  readonly name: string;
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
}

/** An address block with the router's address in it. */
export interface BlockSpec {
  readonly cidr: string;
  readonly prefixLength: number;
  readonly gateway: string;
}

export interface NodeSpec {
  readonly name: string;
  readonly netns: string;
  /** OVS and OVN run directory: `OVS_RUNDIR` and `OVN_RUNDIR` of the node. */
  readonly runDir: string;
  readonly encapIp: string;
  /** IPv6 address on the underlay. */
  readonly ip6: string;
  /** `system-id`, the name of the chassis in SB. */
  readonly systemId: string;
  readonly joinIp: string;
  readonly joinIp6: string;
  readonly joinMac: string;
  /** Port of the underlay bridge that the node's `eth0` is plugged into. */
  readonly underlayPort: string;
}

export interface PodSpec {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly subnet: string;
  readonly ip: string;
  readonly prefixLength: number;
  readonly gateway: string;
  /** The pod's IPv6 address in a dual-stack Subnet. */
  readonly v6?: PodAddress;
  readonly mac: string;
  /** `<pod>.<namespace>`, also the OVS `iface-id`. */
  readonly logicalPort: string;
  readonly containerId: string;
  readonly netns: string;
  /** Host side of the veth: `<first 12 of containerID>_h`. */
  readonly hostInterface: string;
}

export interface PodAddress {
  readonly ip: string;
  readonly prefixLength: number;
  readonly gateway: string;
}

/** A host outside the cluster, with the pods' servers. */
export interface ExternalSpec {
  readonly name: string;
  readonly netns: string;
  readonly ip: string;
  readonly prefixLength: number;
  readonly gateway: string;
  readonly mac: string;
  /** Interface of the fabric's router that its `eth0` is plugged into. */
  readonly routerPort: string;
}

/** A NetworkPolicy in the shapes the lab needs: deny all of a direction, or allow some peers. */
export interface PolicySpec {
  readonly namespace: string;
  readonly name: string;
  /** Name of the pod it selects (label `app`). */
  readonly selects: string;
  readonly direction: "ingress" | "egress";
  readonly allow?: { readonly from: readonly string[]; readonly tcpPort: number };
}

export interface Topology {
  readonly lab: string;
  readonly nodes: readonly NodeSpec[];
  readonly subnets: readonly SubnetSpec[];
  readonly join: SubnetSpec;
  readonly pods: readonly PodSpec[];
  readonly services: readonly ServiceSpec[];
  readonly externals: readonly ExternalSpec[];
  readonly policies: readonly PolicySpec[];
}

const placements = [
  { name: "a", node: 1, subnet: "ovn-default", host: 5 },
  { name: "b", node: 2, subnet: "ovn-default", host: 6 },
  { name: "c", node: 1, subnet: "ovn-default", host: 7 },
  { name: "d", node: 3, subnet: "subnet2", host: 5 },
  { name: "e", node: 2, subnet: "ovn-default", host: 8 },
  { name: "f", node: 1, subnet: "subnet3", host: 5 },
  { name: "g", node: 2, subnet: "subnet3", host: 6 },
] as const;

/**
 * @param nodeCount pods with a letter live on the first three nodes; with fewer, those of the
 *   missing ones are on the last, and faults between two nodes have no path to be on.
 */
export function topologyOf(lab: string, nodeCount: number): Topology {
  const gatewayNodes = [`node${Math.min(3, nodeCount)}`];
  const subnets = [
    subnetOf("ovn-default", "10.16.0.0/16", { cidr6: "fd00:10:16::/112", natOutgoing: true }),
    subnetOf("subnet2", "10.17.0.0/16", { cidr6: "fd00:10:17::/112" }),
    subnetOf("subnet3", "10.18.0.0/16", {
      cidr6: "fd00:10:18::/112",
      natOutgoing: true,
      gatewayNodes,
    }),
  ];
  const join = subnetOf(joinSwitch, "100.64.0.0/16", { cidr6: joinCidr6 });
  const nodes = Array.from({ length: nodeCount }, (_, index) => nodeOf(lab, index + 1, join));
  const further = nodes.slice(3).map((_, index) => {
    const node = index + 4;
    return { name: `p${node}`, node, subnet: "ovn-default", host: 5 + node };
  });
  const pods = [...placements, ...further].map((placement) => {
    const subnet = subnets.find(({ name }) => name === placement.subnet);
    if (subnet === undefined) throw new RangeError(`Cannot place ${placement.name}: no subnet`);
    return podOf(
      lab,
      placement.name,
      `node${Math.min(placement.node, nodeCount)}`,
      subnet,
      placement.host,
    );
  });
  const externals = [externalOf(lab, "ext", 10)];
  const policies = [allowWeb];
  return { lab, nodes, subnets, join, pods, services: declaredServices, externals, policies };
}

/** Selects `e` alone: `a` to `d` stay open to each other. */
export const allowWeb: PolicySpec = {
  namespace: "default",
  name: "allow-web",
  selects: "e",
  direction: "ingress",
  allow: { from: ["a"], tcpPort: podTcpPort },
};

interface SubnetOptions {
  /** None for a Subnet of IPv4 alone. */
  readonly cidr6?: string;
  readonly gatewayNodes?: readonly string[];
  readonly natOutgoing?: boolean;
}

function subnetOf(name: string, cidr: string, options: SubnetOptions = {}): SubnetSpec {
  const { cidr6, gatewayNodes = [], natOutgoing = false } = options;
  const gatewayMac = macOf(`${vpc}-${name}`);
  const v6 = cidr6 === undefined ? {} : { v6: blockOf(cidr6) };
  return { name, ...blockOf(cidr), ...v6, gatewayMac, gatewayNodes, natOutgoing };
}

function blockOf(cidr: string): BlockSpec {
  return { cidr, prefixLength: prefixLengthOf(cidr), gateway: addressIn(cidr, 1) };
}

/** Both blocks of a dual-stack Subnet, as Kube-OVN writes them: IPv4 first. */
export function blocksOf(subnet: SubnetSpec): BlockSpec[] {
  return subnet.v6 === undefined ? [subnet] : [subnet, subnet.v6];
}

/** All addresses of a pod, IPv4 first. */
export function addressesOf(pod: PodSpec): PodAddress[] {
  return pod.v6 === undefined ? [pod] : [pod, pod.v6];
}

function externalOf(lab: string, name: string, host: number): ExternalSpec {
  return {
    name,
    netns: externalNetns(lab, name),
    ip: addressIn(externalCidr, host),
    prefixLength: prefixLengthOf(externalCidr),
    gateway: externalGateway,
    mac: macOf(`external ${name}`),
    routerPort: `x-${name}`,
  };
}

function nodeOf(lab: string, number: number, join: SubnetSpec): NodeSpec {
  const name = `node${number}`;
  return {
    name,
    netns: nodeNetns(lab, name),
    runDir: nodeRunDir(lab, name),
    encapIp: addressIn(underlayCidr, 10 + number),
    ip6: addressIn(underlayCidr6, 10 + number),
    systemId: uuidOf(`chassis ${name}`),
    joinIp: addressIn(join.cidr, 1 + number),
    joinIp6: addressIn(joinCidr6, 1 + number),
    joinMac: macOf(`node-${name}`),
    underlayPort: `u-${name}`,
  };
}

function podOf(lab: string, name: string, node: string, subnet: SubnetSpec, host: number): PodSpec {
  const namespace = "default";
  const containerId = containerIdOf(`${namespace}/${name}`);
  const v6 =
    subnet.v6 === undefined ? {} : { v6: { ...subnet.v6, ip: addressIn(subnet.v6.cidr, host) } };
  return {
    namespace,
    name,
    node,
    subnet: subnet.name,
    ip: addressIn(subnet.cidr, host),
    prefixLength: subnet.prefixLength,
    gateway: subnet.gateway,
    ...v6,
    mac: macOf(`${name}.${namespace}`),
    logicalPort: `${name}.${namespace}`,
    containerId,
    netns: podNetns(lab, namespace, name),
    hostInterface: `${containerId.slice(0, 12)}_h`,
  };
}

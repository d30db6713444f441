import { externalNetns, nodeNetns, nodeRunDir, underlayNetns } from "../names.ts";
import {
  type AddressFamily,
  addressIn,
  containerIdOf,
  familyOf,
  macOf,
  prefixLengthOf,
  uuidOf,
} from "./addresses.ts";
import { externalNetworkOf, externalSubnet } from "./external-networks.ts";
import { podMtus } from "./mtu.ts";
import { peeringOf } from "./peerings.ts";
import { attachmentProvider, declaredPods } from "./pods.ts";
import { vlans } from "./provider-network.ts";
import { declaredServices, podTcpPort } from "./services.ts";
import type {
  AddressedSpec,
  BlockSpec,
  ExternalSpec,
  HostPodSpec,
  NicSpec,
  NodeSpec,
  PodAddress,
  PodSpec,
  PolicySpec,
  SubnetSpec,
  Topology,
  UnderlaySubnet,
} from "./specs.ts";
import { subnetOf } from "./subnets.ts";

export { uplinkMtu } from "./mtu.ts";

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
/** RFC 2544 benchmarking range: nobody routes it, so the lab collides with no real network. */
export const underlayCidr = "198.18.0.0/23";
export const prefixOfUnderlay = prefixLengthOf(underlayCidr);
export const underlayCidr6 = "fd00:198:18::/64";
export const prefixOfUnderlay6 = prefixLengthOf(underlayCidr6);
export const centralIp = addressIn(underlayCidr, 1);
/** The fabric's router: the nodes' way to everything outside the cluster. */
export const fabricRouterIp = addressIn(underlayCidr, 510);
export const fabricRouterIp6 = addressIn(underlayCidr6, 510);
/** A network behind the fabric's router that no Subnet and no node is in. */
export const externalCidr = "198.18.4.0/24";
export const externalGateway = addressIn(externalCidr, 1);
export const maxNodes = 200;

/**
 * @param nodeCount pods with a letter live on the first three nodes; with fewer, those of the
 *   missing ones are on the last, and faults between two nodes have no path to be on.
 */
export function topologyOf(
  lab: string,
  nodeCount: number,
  encapFamily: AddressFamily = "IPv4",
): Topology {
  const gatewayNodes = [`node${Math.min(3, nodeCount)}`];
  const ecmpNodes = [...new Set([`node${Math.min(2, nodeCount)}`, ...gatewayNodes])];
  const subnets = [
    subnetOf(vpc, "ovn-default", "10.16.0.0/16", { cidr6: "fd00:10:16::/112", natOutgoing: true }),
    subnetOf(vpc, "subnet2", "10.17.0.0/16", { cidr6: "fd00:10:17::/112" }),
    subnetOf(vpc, "subnet3", "10.18.0.0/16", {
      cidr6: "fd00:10:18::/112",
      natOutgoing: true,
      gatewayNodes,
    }),
    subnetOf(vpc, "attachnet", "10.20.0.0/16", {
      cidr6: "fd00:10:20::/112",
      provider: attachmentProvider,
    }),
    // The addresses of the default VPC once more, for other pods.
    subnetOf("vpc1", "vpc1-net", "10.16.0.0/16", { cidr6: "fd00:10:16::/112" }),
    subnetOf("vpc1", "vpc1-net2", "10.30.0.0/16", { cidr6: "fd00:10:30::/112" }),
    subnetOf("vpc2", "vpc2-net", "10.40.0.0/16", { cidr6: "fd00:10:40::/112" }),
    subnetOf(vpc, "ecmp", "10.22.0.0/16", {
      cidr6: "fd00:10:22::/112",
      natOutgoing: true,
      gatewayNodes: ecmpNodes,
    }),
    subnetOf(vpc, "ulay", "172.30.0.0/16", { cidr6: "fd00:172:30::/112", vlan: vlans.apart }),
    ...joinedSubnets(),
    subnetOf(vpc, externalSubnet, "172.31.0.0/24", { vlan: vlans.external }),
    subnetOf("vpc3", "vpc3-net", "10.50.0.0/16"),
  ];
  const join = subnetOf(vpc, joinSwitch, "100.64.0.0/16", { cidr6: joinCidr6 });
  const nodes = Array.from({ length: nodeCount }, (_, index) =>
    nodeOf(lab, index + 1, join, encapFamily),
  );
  const podMtu = podMtus[encapFamily];
  const pods = declaredPods(lab, nodeCount, subnets, podMtu);
  const hostPods = nodes.slice(0, 2).slice(-1).map(hostPodOf);
  const externals = [
    externalOf(lab, "ext"),
    vlanHostOf(lab, "vhost", subnetNamed({ subnets }, "ulay")),
    vlanHostOf(lab, "xhost", subnetNamed({ subnets }, externalSubnet)),
  ];
  const fabric = {
    name: "fabric",
    netns: underlayNetns(lab),
    runDir: nodeRunDir(lab, "fabric"),
  };
  const policies = [allowWeb];
  const peerings = peeringOf(
    ["vpc1", blocksOf(subnetNamed({ subnets }, "vpc1-net2"))],
    ["vpc2", blocksOf(subnetNamed({ subnets }, "vpc2-net"))],
  );
  const externalNetwork = externalNetworkOf(
    subnetNamed({ subnets }, "vpc3-net"),
    subnetNamed({ subnets }, externalSubnet),
    ecmpNodes.slice(0, 1),
  );
  return {
    lab,
    encapFamily,
    podMtu,
    nodes,
    subnets,
    join,
    pods,
    hostPods,
    services: declaredServices,
    externals,
    fabric,
    policies,
    peerings,
    externalNetworks: [externalNetwork],
  };
}

/** Selects `e` alone: `a` to `d` stay open to each other. */
export const allowWeb: PolicySpec = {
  namespace: "default",
  name: "allow-web",
  selects: "e",
  direction: "ingress",
  allow: { from: ["a"], tcpPort: podTcpPort, lastTcpPort: podTcpPort + 100 },
};

/** Underlay Subnets that the default VPC's router has a part in, one of each kind. */
function joinedSubnets(): SubnetSpec[] {
  return [
    subnetOf(vpc, "u2o", "172.29.0.0/16", {
      cidr6: "fd00:172:29::/112",
      vlan: vlans.interconnected,
      joined: "u2oInterconnection",
    }),
    subnetOf(vpc, "ulay-logical", "172.28.0.0/16", {
      cidr6: "fd00:172:28::/112",
      vlan: vlans.routed,
      joined: "logicalGateway",
    }),
  ];
}

/** Subnets whose gateway is the router of their VPC. */
export function subnetsOf(topology: Pick<Topology, "subnets">, router = vpc): SubnetSpec[] {
  return topology.subnets.filter(
    ({ vpc, vlan, joined }) =>
      vpc === router && (vlan === undefined || joined === "logicalGateway"),
  );
}

/** Subnets whose gateway is a physical one, and which the router of the default VPC is on. */
export function interconnectedSubnets(topology: Pick<Topology, "subnets">): SubnetSpec[] {
  return topology.subnets.filter(({ joined }) => joined === "u2oInterconnection");
}

/** The address of the VPC's router in a block. */
export function routerIpOf({ gateway, interconnectionIp }: BlockSpec): string {
  return interconnectionIp ?? gateway;
}

export function underlaySubnets(topology: Pick<Topology, "subnets">): UnderlaySubnet[] {
  return topology.subnets.flatMap((subnet) => {
    const { vlan } = subnet;
    return vlan === undefined ? [] : [{ ...subnet, vlan }];
  });
}

/** VPCs besides the default one. */
export function customVpcs(topology: Pick<Topology, "subnets">): string[] {
  const routers = topology.subnets.map((subnet) => subnet.vpc);
  return [...new Set(routers)].filter((router) => router !== vpc);
}

/** The Subnet that an interface is in. */
export function subnetNamed(topology: Pick<Topology, "subnets">, name: string): SubnetSpec {
  const subnet = topology.subnets.find((candidate) => candidate.name === name);
  if (subnet === undefined) throw new RangeError(`Cannot find Subnet ${name}`);
  return subnet;
}

/** Both blocks of a dual-stack Subnet, as Kube-OVN writes them: IPv4 first. */
export function blocksOf(subnet: SubnetSpec): BlockSpec[] {
  return subnet.v6 === undefined ? [subnet] : [subnet, subnet.v6];
}

/** All addresses of an interface or a pod, IPv4 first. */
export function addressesOf(one: AddressedSpec): PodAddress[] {
  return one.v6 === undefined ? [one] : [one, one.v6];
}

/** Its address of one IP version; undefined when it has none. */
export function addressOf(one: AddressedSpec, family: AddressFamily): string | undefined {
  return addressesOf(one).find(({ ip }) => familyOf(ip) === family)?.ip;
}

/** All interfaces of a pod. */
export function nicsOf(pod: PodSpec): readonly NicSpec[] {
  return [pod, ...pod.attachments];
}

/** A host in the VLAN of an underlay Subnet. */
function vlanHostOf(lab: string, name: string, subnet: SubnetSpec): ExternalSpec {
  const { prefixLength, gateway, vlan } = subnet;
  if (vlan === undefined) throw new RangeError(`Cannot place ${name}: Subnet without VLAN`);
  const ip = addressIn(subnet.cidr, 200);
  return { ...externalOf(lab, name), ip, prefixLength, gateway, vlan };
}

function externalOf(lab: string, name: string): ExternalSpec {
  return {
    name,
    netns: externalNetns(lab, name),
    ip: addressIn(externalCidr, 10),
    prefixLength: prefixLengthOf(externalCidr),
    gateway: externalGateway,
    mac: macOf(`external ${name}`),
    routerPort: `x-${name}`,
  };
}

function nodeOf(
  lab: string,
  number: number,
  join: SubnetSpec,
  encapFamily: AddressFamily,
): NodeSpec {
  const name = `node${number}`;
  const ip = addressIn(underlayCidr, 10 + number);
  const ip6 = addressIn(underlayCidr6, 10 + number);
  return {
    name,
    netns: nodeNetns(lab, name),
    runDir: nodeRunDir(lab, name),
    encapIp: encapFamily === "IPv6" ? ip6 : ip,
    ip,
    ip6,
    systemId: uuidOf(`chassis ${name}`),
    joinIp: addressIn(join.cidr, 1 + number),
    joinIp6: addressIn(joinCidr6, 1 + number),
    joinMac: macOf(`node-${name}`),
    underlayPort: `u-${name}`,
    providerPort: `v-${name}`,
  };
}

function hostPodOf(node: NodeSpec): HostPodSpec {
  const namespace = "default";
  const name = "h";
  return {
    namespace,
    name,
    node: node.name,
    ip: node.ip,
    prefixLength: prefixOfUnderlay,
    gateway: fabricRouterIp,
    v6: { ip: node.ip6, prefixLength: prefixOfUnderlay6, gateway: fabricRouterIp6 },
    netns: node.netns,
    containerId: containerIdOf(`${namespace}/${name}`),
  };
}

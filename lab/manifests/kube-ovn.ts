import { outgoing } from "../northbound/external-network.ts";
import { macOf } from "../topology/addresses.ts";
import { providerNetwork } from "../topology/provider-network.ts";
import type {
  ExternalNetworkSpec,
  NicSpec,
  NodeSpec,
  PodSpec,
  SubnetSpec,
  Topology,
  UnderlaySubnet,
} from "../topology/specs.ts";
import {
  addressesOf,
  blocksOf,
  customVpcs,
  interconnectedSubnets,
  nicsOf,
  routerIpOf,
  subnetNamed,
  underlaySubnets,
  vpc,
} from "../topology/topology.ts";
import { type Manifest, uidOf } from "./manifest.ts";
import { subnetObject } from "./subnet.ts";

const apiVersion = "kubeovn.io/v1";

/** Kube-OVN's objects: the VPC, its Subnets, and an IP per address (pkg/apis/kubeovn/v1). */
export function kubeOvnObjects(topology: Topology): Manifest[] {
  return [
    vpcObject(topology),
    ...customVpcs(topology).map((name) => customVpcObject(topology, name)),
    ...[...topology.subnets, topology.join].map((subnet) => subnetObject(topology, subnet)),
    ...topology.pods.flatMap((pod) => nicsOf(pod).map((nic) => podAddress(pod, nic))),
    ...topology.nodes.map((node) => nodeAddress(topology, node)),
    ...interconnectedSubnets(topology).map(interconnectionAddress),
    providerNetworkObject(topology),
    ...underlaySubnets(topology).map(vlanObject),
  ];
}

function vpcObject(topology: Topology): Manifest {
  return {
    apiVersion,
    kind: "Vpc",
    metadata: { name: vpc },
    spec: {},
    status: {
      default: true,
      standby: true,
      router: vpc,
      ...plainVpc,
      defaultLogicalSwitch: topology.subnets[0]?.name,
      subnets: subnetsIn(topology, vpc),
      tcpLoadBalancer: "cluster-tcp-loadbalancer",
      tcpSessionLoadBalancer: "cluster-tcp-session-loadbalancer",
      udpLoadBalancer: "cluster-udp-loadbalancer",
      udpSessionLoadBalancer: "cluster-udp-session-loadbalancer",
      sctpLoadBalancer: "cluster-sctp-loadbalancer",
      sctpSessionLoadBalancer: "cluster-sctp-session-loadbalancer",
    },
  };
}

function customVpcObject(topology: Topology, name: string): Manifest {
  const loadBalancers = ["tcp", "udp", "sctp"].flatMap((protocol) => [
    [`${protocol}LoadBalancer`, `vpc-${name}-${protocol}-load`],
    [`${protocol}SessionLoadBalancer`, `vpc-${name}-${protocol}-sess-load`],
  ]);
  return {
    apiVersion,
    kind: "Vpc",
    metadata: { name },
    spec: customVpcSpec(topology, name),
    status: {
      default: false,
      standby: true,
      router: name,
      ...plainVpc,
      enableExternal: externalNetworks(topology, name).length > 0,
      defaultLogicalSwitch: "",
      subnets: subnetsIn(topology, name),
      ...Object.fromEntries(loadBalancers),
    },
  };
}

/** Without an external network, and without BFD to gateways. */
const plainVpc = { bfdPort: {}, enableBfd: false, enableExternal: false };

/** Names of all Subnets of a VPC, underlay ones as well; `join` is of the default one. */
function subnetsIn(topology: Topology, router: string): string[] {
  const subnets = [...topology.subnets, topology.join].filter((subnet) => subnet.vpc === router);
  return subnets.map(({ name }) => name).sort();
}

function externalNetworks(topology: Topology, name: string): ExternalNetworkSpec[] {
  return topology.externalNetworks.filter((network) => network.vpc === name);
}

/** What users write: `vpcPeerings`, an external network, and the routes to what is across. */
export function customVpcSpec(topology: Topology, name: string): Record<string, unknown> {
  const own = topology.peerings.filter((side) => side.vpc === name);
  const networks = externalNetworks(topology, name);
  const routes = [
    ...own.flatMap((side) => side.routes),
    ...networks.map(({ subnet }) => {
      return { cidr: "0.0.0.0/0", nextHopIp: subnetNamed(topology, subnet).gateway };
    }),
  ];
  return {
    ...(networks.length === 0 ? {} : externalSpec(topology, networks)),
    staticRoutes: routes.map(({ cidr, nextHopIp }) => {
      return { ...plainRoute, cidr, nextHopIP: nextHopIp, policy: "policyDst" };
    }),
    vpcPeerings: own.map(({ remoteVpc, own: addresses }) => ({
      remoteVpc,
      localConnectIP: addresses.map((one) => `${one.gateway}/${one.prefixLength}`).join(","),
    })),
  };
}

/** The default route alone would do with Kube-OVN's patches of OVN. */
function externalSpec(topology: Topology, networks: readonly ExternalNetworkSpec[]): object {
  return {
    enableExternal: true,
    policyRoutes: networks.map((network) => ({
      priority: 100,
      action: "reroute",
      match: outgoing(topology, network),
      nextHopIP: subnetNamed(topology, network.subnet).gateway,
    })),
  };
}

/** Fields of a route that nobody asked for, as the controller fills them in. */
const plainRoute = { bfdId: "", ecmpMode: "", routeTable: "" };

/** The IP object of one of a pod's interfaces. */
export function podAddress(pod: PodSpec, nic: NicSpec): Manifest {
  return {
    apiVersion,
    kind: "IP",
    metadata: { name: nic.logicalPort, labels: addressLabels(nic.subnet, pod.node) },
    spec: {
      podName: pod.vm ?? pod.name,
      namespace: pod.namespace,
      subnet: nic.subnet,
      ...noAttachments,
      nodeName: pod.node,
      ipAddress: addressesOf(nic)
        .map(({ ip }) => ip)
        .join(","),
      v4IpAddress: nic.ip,
      v6IpAddress: nic.v6?.ip ?? "",
      macAddress: nic.mac,
      containerID: "", // kube-ovn-controller does not know it
      podType: pod.vm === undefined ? "" : "VirtualMachine",
    },
  };
}

/** A Vip that Pods of a namespace share, with the status that the controller gives it. */
export function vipObject(
  name: string,
  { subnet, ip, namespace }: { subnet: string; ip: string; namespace: string },
): Manifest {
  const macAddress = macOf(`${name}.${namespace}`);
  return {
    apiVersion,
    kind: "Vip",
    metadata: { name, labels: { "ovn.kubernetes.io/subnet": subnet } },
    spec: { subnet, namespace, type: "", v4ip: ip, v6ip: "", macAddress },
    status: { v4ip: ip, v6ip: "", mac: macAddress, type: "" },
  };
}

/** One of them is the Subnet's name, so that its addresses are found by it. */
function addressLabels(subnet: string, node: string): Record<string, string> {
  return {
    [subnet]: "",
    "ovn.kubernetes.io/ip_reserved": "false",
    "ovn.kubernetes.io/node-name": node,
    "ovn.kubernetes.io/subnet": subnet,
  };
}

const noAttachments = { attachIps: [], attachMacs: [], attachSubnets: [] };

function nodeAddress(topology: Topology, node: NodeSpec): Manifest {
  const { name: subnet } = topology.join;
  const owner = { kind: "Node", name: node.name };
  return {
    apiVersion,
    kind: "IP",
    metadata: {
      name: `node-${node.name}`,
      labels: addressLabels(subnet, node.name),
      ownerReferences: [{ apiVersion: "v1", ...owner, uid: uidOf(owner) }],
    },
    spec: {
      podName: node.name,
      namespace: "",
      subnet,
      ...noAttachments,
      nodeName: node.name,
      ipAddress: `${node.joinIp},${node.joinIp6}`,
      v4IpAddress: node.joinIp,
      v6IpAddress: node.joinIp6,
      macAddress: node.joinMac,
      containerID: "",
      podType: "",
    },
  };
}

/** What the router of the default VPC has in a joined underlay Subnet. */
function interconnectionAddress(subnet: SubnetSpec): Manifest {
  const name = `u2o-interconnection.${subnet.vpc}.${subnet.name}`;
  const owner = { kind: "Subnet", name: subnet.name };
  const [v4 = "", v6 = ""] = blocksOf(subnet).map(routerIpOf);
  return {
    apiVersion,
    kind: "IP",
    metadata: {
      name,
      labels: addressLabels(subnet.name, ""),
      ownerReferences: [{ apiVersion, ...owner, uid: uidOf(owner) }],
    },
    spec: {
      podName: name,
      namespace: "default",
      subnet: subnet.name,
      ...noAttachments,
      nodeName: "",
      ipAddress: `${v4},${v6}`,
      v4IpAddress: v4,
      v6IpAddress: v6,
      macAddress: subnet.gatewayMac,
      containerID: "",
      podType: "",
    },
  };
}

function providerNetworkObject(topology: Topology): Manifest {
  const nodes = topology.nodes.map(({ name }) => name);
  return {
    apiVersion,
    kind: "ProviderNetwork",
    metadata: { name: providerNetwork.name },
    spec: { defaultInterface: providerNetwork.interface },
    status: {
      ready: true,
      readyNodes: nodes,
      vlans: underlaySubnets(topology).map(({ vlan }) => vlan.name),
      conditions: nodes.map((node) => {
        return { node, type: "Ready", status: "True", reason: "InitOVSBridgeSucceeded" };
      }),
    },
  };
}

function vlanObject({ name, vlan }: UnderlaySubnet): Manifest {
  return {
    apiVersion,
    kind: "Vlan",
    metadata: { name: vlan.name },
    spec: { id: vlan.id, provider: vlan.provider },
    status: { subnets: [name] },
  };
}

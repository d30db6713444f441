import { providerNetwork } from "../topology/provider-network.ts";
import type {
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
  nicsOf,
  subnetsOf,
  underlaySubnets,
  vpc,
} from "../topology/topology.ts";
import type { Manifest } from "./manifest.ts";

const apiVersion = "kubeovn.io/v1";

/** Kube-OVN's objects: the VPC, its Subnets, and an IP per address (pkg/apis/kubeovn/v1). */
export function kubeOvnObjects(topology: Topology): Manifest[] {
  return [
    vpcObject(topology),
    ...customVpcs(topology).map((name) => customVpcObject(topology, name)),
    ...topology.subnets.map((subnet) => subnetObject(subnet)),
    subnetObject(topology.join),
    ...topology.pods.flatMap((pod) => nicsOf(pod).map((nic) => podAddress(pod, nic))),
    ...topology.nodes.map((node) => nodeAddress(topology, node)),
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
      defaultLogicalSwitch: topology.subnets[0]?.name,
      subnets: [...subnetsOf(topology), topology.join].map(({ name }) => name),
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
    spec: { namespaces: [], staticRoutes: [], policyRoutes: [], vpcPeerings: [] },
    status: {
      default: false,
      standby: true,
      router: name,
      subnets: subnetsOf(topology, name).map((subnet) => subnet.name),
      ...Object.fromEntries(loadBalancers),
    },
  };
}

export function subnetObject(subnet: SubnetSpec, isPrivate = false): Manifest {
  const { gatewayNodes, vlan } = subnet;
  const blocks = blocksOf(subnet);
  const gateways = blocks.map(({ gateway }) => gateway);
  return {
    apiVersion,
    kind: "Subnet",
    metadata: { name: subnet.name },
    spec: {
      vpc: subnet.vpc,
      protocol: subnet.v6 === undefined ? "IPv4" : "Dual",
      provider: subnet.provider,
      cidrBlock: blocks.map(({ cidr }) => cidr).join(","),
      gateway: gateways.join(","),
      excludeIps: gateways,
      gatewayType: gatewayNodes.length === 0 ? "distributed" : "centralized",
      gatewayNode: gatewayNodes.join(","),
      natOutgoing: subnet.natOutgoing,
      private: isPrivate,
      enableLb: subnet.name !== "join" && vlan === undefined,
      ...(vlan === undefined ? {} : { vlan: vlan.name, logicalGateway: false }),
    },
    status: {
      activateGateway: gatewayNodes[0] ?? "",
      conditions: [{ type: "Ready", status: "True" }],
    },
  };
}

/** The IP object of one of a pod's interfaces. */
export function podAddress(pod: PodSpec, nic: NicSpec): Manifest {
  return {
    apiVersion,
    kind: "IP",
    metadata: { name: nic.logicalPort, labels: { "ovn.kubernetes.io/subnet": nic.subnet } },
    spec: {
      podName: pod.vm ?? pod.name,
      namespace: pod.namespace,
      subnet: nic.subnet,
      attachSubnets: [],
      nodeName: pod.node,
      ipAddress: addressesOf(nic)
        .map(({ ip }) => ip)
        .join(","),
      v4IpAddress: nic.ip,
      v6IpAddress: nic.v6?.ip ?? "",
      macAddress: nic.mac,
      containerID: pod.containerId,
      podType: pod.vm === undefined ? "" : "VirtualMachine",
    },
  };
}

function nodeAddress(topology: Topology, node: NodeSpec): Manifest {
  const { name: subnet } = topology.join;
  return {
    apiVersion,
    kind: "IP",
    metadata: { name: `node-${node.name}`, labels: { "ovn.kubernetes.io/subnet": subnet } },
    spec: {
      podName: node.name,
      namespace: "",
      subnet,
      attachSubnets: [],
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

function providerNetworkObject(topology: Topology): Manifest {
  const nodes = topology.nodes.map(({ name }) => name);
  return {
    apiVersion,
    kind: "ProviderNetwork",
    metadata: { name: providerNetwork.name },
    spec: { defaultInterface: providerNetwork.interface, exchangeLinkName: false },
    status: {
      ready: true,
      readyNodes: nodes,
      notReadyNodes: [],
      vlans: underlaySubnets(topology).map(({ vlan }) => vlan.name),
      conditions: nodes.map((node) => ({ node, type: "Ready", status: "True" })),
    },
  };
}

function vlanObject({ name, vlan }: UnderlaySubnet): Manifest {
  return {
    apiVersion,
    kind: "Vlan",
    metadata: { name: vlan.name },
    spec: { id: vlan.id, provider: vlan.provider },
    status: { conflict: false, subnets: [name] },
  };
}

import type { NodeSpec, PodSpec, SubnetSpec, Topology } from "../topology.ts";
import { addressesOf, blocksOf, vpc } from "../topology.ts";
import type { Manifest } from "./objects.ts";

const apiVersion = "kubeovn.io/v1";

/** Kube-OVN's objects: the VPC, its Subnets, and an IP per address (pkg/apis/kubeovn/v1). */
export function kubeOvnObjects(topology: Topology): Manifest[] {
  return [
    vpcObject(topology),
    ...topology.subnets.map((subnet) => subnetObject(subnet)),
    subnetObject(topology.join),
    ...topology.pods.map(podAddress),
    ...topology.nodes.map((node) => nodeAddress(topology, node)),
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
      subnets: [...topology.subnets, topology.join].map(({ name }) => name),
      tcpLoadBalancer: "cluster-tcp-loadbalancer",
      tcpSessionLoadBalancer: "cluster-tcp-session-loadbalancer",
      udpLoadBalancer: "cluster-udp-loadbalancer",
      udpSessionLoadBalancer: "cluster-udp-session-loadbalancer",
      sctpLoadBalancer: "cluster-sctp-loadbalancer",
      sctpSessionLoadBalancer: "cluster-sctp-session-loadbalancer",
    },
  };
}

export function subnetObject(subnet: SubnetSpec, isPrivate = false): Manifest {
  const { gatewayNodes } = subnet;
  const blocks = blocksOf(subnet);
  const gateways = blocks.map(({ gateway }) => gateway);
  return {
    apiVersion,
    kind: "Subnet",
    metadata: { name: subnet.name },
    spec: {
      vpc,
      protocol: subnet.v6 === undefined ? "IPv4" : "Dual",
      provider: "ovn",
      cidrBlock: blocks.map(({ cidr }) => cidr).join(","),
      gateway: gateways.join(","),
      excludeIps: gateways,
      gatewayType: gatewayNodes.length === 0 ? "distributed" : "centralized",
      gatewayNode: gatewayNodes.join(","),
      natOutgoing: subnet.natOutgoing,
      private: isPrivate,
      enableLb: subnet.name !== "join",
    },
    status: {
      activateGateway: gatewayNodes[0] ?? "",
      conditions: [{ type: "Ready", status: "True" }],
    },
  };
}

function podAddress(pod: PodSpec): Manifest {
  return {
    apiVersion,
    kind: "IP",
    metadata: { name: pod.logicalPort, labels: { "ovn.kubernetes.io/subnet": pod.subnet } },
    spec: {
      podName: pod.name,
      namespace: pod.namespace,
      subnet: pod.subnet,
      attachSubnets: [],
      nodeName: pod.node,
      ipAddress: addressesOf(pod)
        .map(({ ip }) => ip)
        .join(","),
      v4IpAddress: pod.ip,
      v6IpAddress: pod.v6?.ip ?? "",
      macAddress: pod.mac,
      containerID: pod.containerId,
      podType: "",
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

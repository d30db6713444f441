import type { ApiResource } from "../kubernetes/resources.ts";
import { customVpcSpec } from "../manifests/kube-ovn.ts";
import {
  endpointSlices,
  isExternalGateway,
  kubernetesObjects,
  nodeObject,
  podObject,
} from "../manifests/kubernetes.ts";
import type { Manifest } from "../manifests/manifest.ts";
import { subnetObject } from "../manifests/subnet.ts";
import { dnatRule } from "../northbound/external-network.ts";
import { attachmentProvider } from "../topology/pods.ts";
import { providerNetwork } from "../topology/provider-network.ts";
import type { ServiceSpec } from "../topology/services.ts";
import type { NicSpec, NodeSpec, PodSpec, SubnetSpec, Topology } from "../topology/specs.ts";
import {
  addressesOf,
  blocksOf,
  customVpcs,
  nicsOf,
  routerIpOf,
  subnetNamed,
  underlaySubnets,
} from "../topology/topology.ts";

/**
 * The lab's objects as a user of Kube-OVN writes them; all else is the controller's. Addresses and
 * MACs are asked for, so that they are the declared ones.
 */

const apiVersion = "kubeovn.io/v1";
const annotation = (provider: string, key: string): string => `${provider}.kubernetes.io/${key}`;

const plain = { namespaced: true, hasStatus: false } as const;
const ofCluster = { groupVersion: apiVersion, namespaced: false, hasStatus: true } as const;
const kubeVirt = { groupVersion: "kubevirt.io/v1", ...plain } as const;

/** Kinds of other projects, of the Network Plumbing Working Group and of KubeVirt. */
export const othersResources: readonly ApiResource[] = [
  {
    kind: "NetworkAttachmentDefinition",
    groupVersion: "k8s.cni.cncf.io/v1",
    plural: "network-attachment-definitions",
    ...plain,
  },
  { kind: "VirtualMachine", plural: "virtualmachines", ...kubeVirt },
  { kind: "VirtualMachineInstance", plural: "virtualmachineinstances", ...kubeVirt },
];

/** Kinds beside those that the lab itself keeps. */
export const moreResources: readonly ApiResource[] = [
  ...othersResources,
  { kind: "Endpoints", groupVersion: "v1", plural: "endpoints", ...plain },
  { kind: "OvnEip", plural: "ovn-eips", ...ofCluster },
  { kind: "OvnSnatRule", plural: "ovn-snat-rules", ...ofCluster },
  { kind: "OvnFip", plural: "ovn-fips", ...ofCluster },
  { kind: "OvnDnatRule", plural: "ovn-dnat-rules", ...ofCluster },
];

/** A node as it registers: the controller keeps an address that it already has. */
export function registeredNode(topology: Topology, node: NodeSpec): Manifest {
  const { metadata, ...rest } = nodeObject(topology, node);
  const kept = ["allocated", "ip_address", "logical_switch", "mac_address"];
  const annotations = Object.fromEntries(
    kept.map((key) => {
      const name = annotation("ovn", key);
      return [name, metadata.annotations?.[name] ?? ""];
    }),
  );
  const labels = {
    "kubernetes.io/hostname": node.name,
    "kubernetes.io/os": "linux",
    "kube-ovn/role": "master",
    ...(isExternalGateway(topology, node) ? { "ovn.kubernetes.io/external-gw": "true" } : {}),
  };
  return { ...rest, metadata: { name: node.name, labels, annotations }, spec: { taints: null } };
}

/** What there must be before pods: VPCs, networks and Subnets. */
export function networkObjects(topology: Topology): Manifest[] {
  return [
    ...customVpcs(topology)
      .filter((name) => !hasExternal(topology, name))
      .map((name) => vpcAsWritten(name, {})),
    {
      apiVersion,
      kind: "ProviderNetwork",
      metadata: { name: providerNetwork.name },
      spec: { defaultInterface: providerNetwork.interface },
    },
    ...underlaySubnets(topology).map(({ vlan }) => ({
      apiVersion,
      kind: "Vlan",
      metadata: { name: vlan.name },
      spec: { id: vlan.id, provider: vlan.provider },
    })),
    attachmentDefinition(),
    ...topology.pods.flatMap(virtualMachine),
    ...ownSubnets(topology)
      .filter((subnet) => !hasExternal(topology, subnet.vpc))
      .map((subnet) => subnetAsWritten(topology, subnet)),
    // Behind the Subnet that is their external network.
    ...topology.externalNetworks.map(({ vpc }) => vpcAsWritten(vpc, customVpcSpec(topology, vpc))),
    ...ownSubnets(topology)
      .filter((subnet) => hasExternal(topology, subnet.vpc))
      .map((subnet) => subnetAsWritten(topology, subnet)),
  ];
}

function hasExternal({ externalNetworks }: Topology, vpc: string): boolean {
  return externalNetworks.some((network) => network.vpc === vpc);
}

function vpcAsWritten(name: string, spec: object): Manifest {
  return { apiVersion, kind: "Vpc", metadata: { name }, spec: { ...spec, namespaces: [] } };
}

/** Addresses of external networks, and the rules that use them: once there are pods. */
export function natObjects(topology: Topology): Manifest[] {
  return topology.externalNetworks.flatMap(({ subnet, snat, fip, dnat }) => {
    const eip = (name: string, v4Ip: string): Manifest => {
      return custom("OvnEip", name, { externalSubnet: subnet, type: "nat", v4Ip });
    };
    const dnatSpec = {
      ovnEip: "eip-dnat",
      ipName: `${dnat.pod}.default`,
      protocol: "tcp",
      externalPort: String(dnat.port),
      internalPort: String(dnat.podPort),
    };
    return [
      eip("eip-snat", snat.ip),
      custom("OvnSnatRule", "snat1", { ovnEip: "eip-snat", vpcSubnet: snat.subnet }),
      eip("eip-fip", fip.ip),
      custom("OvnFip", "fip1", { ovnEip: "eip-fip", ipName: `${fip.pod}.default` }),
      eip("eip-dnat", dnat.ip),
      custom("OvnDnatRule", dnatRule, dnatSpec),
    ];
  });
}

function custom(kind: string, name: string, spec: object): Manifest {
  return { apiVersion, kind, metadata: { name }, spec };
}

/** Without its machine, the controller takes a pod of KubeVirt for one that is to go. */
function virtualMachine({ namespace, vm: name }: PodSpec): Manifest[] {
  if (name === undefined) return [];
  return ["VirtualMachine", "VirtualMachineInstance"].map((kind) => {
    return {
      apiVersion: kubeVirt.groupVersion,
      kind,
      metadata: { namespace, name },
      spec: { template },
    };
  });
}

/** Of the machine's pod; the controller looks for annotations and networks in it. */
const template = { metadata: {}, spec: { domain: { devices: {} } } };

/** The controller makes the default one by itself. */
export function ownSubnets(topology: Topology): SubnetSpec[] {
  return topology.subnets.filter(({ name }) => name !== "ovn-default");
}

function subnetAsWritten(topology: Topology, subnet: SubnetSpec): Manifest {
  const { status: _status, ...object } = subnetObject(topology, subnet);
  if (subnet.joined !== "u2oInterconnection") return object;
  const u2oInterconnectionIP = blocksOf(subnet).map(routerIpOf).join(",");
  return { ...object, spec: { ...Object(object.spec), u2oInterconnectionIP } };
}

function attachmentDefinition(): Manifest {
  const [name = "", namespace = ""] = attachmentProvider.split(".");
  return {
    apiVersion: "k8s.cni.cncf.io/v1",
    kind: "NetworkAttachmentDefinition",
    metadata: { name, namespace },
    spec: { config: JSON.stringify({ ...networkConfig, provider: attachmentProvider }) },
  };
}

/** What the CNI plugin is told of a network (Kube-OVN pkg/netconf). */
export const networkConfig = {
  cniVersion: "1.0.0",
  name: "kube-ovn",
  type: "kube-ovn",
  server_socket: "/run/openvswitch/kube-ovn-daemon.sock",
} as const;

/** A pod that the scheduler has placed, before its sandbox is made. */
export function scheduledPod(topology: Topology, pod: PodSpec): Manifest {
  const { status: _status, metadata, ...rest } = podObject(topology, pod);
  const networks = "k8s.v1.cni.cncf.io/networks";
  const attached = metadata.annotations?.[networks];
  const annotations = {
    ...(attached === undefined ? {} : { [networks]: attached }),
    ...Object.assign({}, ...nicsOf(pod).map((nic) => wishes(topology, nic))),
  };
  return { ...rest, metadata: { ...metadata, annotations } };
}

function wishes(topology: Topology, nic: NicSpec): Record<string, string> {
  const { provider } = subnetNamed(topology, nic.subnet);
  return {
    [annotation(provider, "logical_switch")]: nic.subnet,
    [annotation(provider, "ip_address")]: addressesOf(nic)
      .map(({ ip }) => ip)
      .join(","),
    [annotation(provider, "mac_address")]: nic.mac,
  };
}

/** What the kubelet says once the pod runs. */
export function runningStatus(topology: Topology, pod: PodSpec): unknown {
  return podObject(topology, pod).status;
}

/** All that Kubernetes has besides nodes and pods with an interface of their own. */
export function otherObjects(topology: Topology): Manifest[] {
  const own = new Set(topology.pods.map(({ name }) => `Pod ${name}`));
  const others = kubernetesObjects(topology).filter(({ kind, metadata }) => {
    return kind !== "Node" && kind !== "Namespace" && !own.has(`${kind} ${metadata.name}`);
  });
  return [...others, ...topology.services.map((service) => endpointsOf(topology, service))];
}

/** What releases before 1.14 read instead of EndpointSlices. */
function endpointsOf(topology: Topology, service: ServiceSpec): Manifest {
  const [slice] = endpointSlices(topology, service); // of IPv4
  const { metadata, ports, endpoints } = slice as Manifest & {
    readonly ports: object;
    readonly endpoints: readonly { readonly addresses: readonly string[]; nodeName: string }[];
  };
  const addresses = endpoints.map(({ addresses: [ip], nodeName }) => ({ ip, nodeName }));
  return {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name: service.name, namespace: metadata.namespace ?? "" },
    subsets: addresses.length === 0 ? [] : [{ addresses, ports }],
  };
}

import { backendAddresses } from "../northbound/services.ts";
import { type AddressFamily, addressFamilies, uuidOf } from "../topology/addresses.ts";
import { providerNetwork } from "../topology/provider-network.ts";
import type { ServiceSpec } from "../topology/services.ts";
import { affinitySeconds, clusterIpsOf, podTcpPort, podUdpPort } from "../topology/services.ts";
import type { HostPodSpec, NodeSpec, PodSpec, PolicySpec, Topology } from "../topology/specs.ts";
import { addressesOf, blocksOf, uplinkMtu, vpc } from "../topology/topology.ts";
import type { Manifest } from "./manifest.ts";
import { commas, podAnnotations } from "./pod-annotations.ts";

/** Kubernetes' own objects, with the annotations that Kube-OVN puts on Nodes and Pods. */
export function kubernetesObjects(topology: Topology): Manifest[] {
  const namespaces = [...new Set(topology.pods.map((pod) => pod.namespace))];
  return [
    ...namespaces.map((name) => namespaceObject(topology, name)),
    ...topology.nodes.map((node) => nodeObject(topology, node)),
    ...topology.pods.map((pod) => podObject(topology, pod)),
    ...topology.hostPods.map((pod) => hostPodObject(topology, pod)),
    ...topology.services.flatMap((service) => [
      serviceObject(service),
      ...endpointSlices(topology, service),
    ]),
    ...topology.policies.map(policyObject),
  ];
}

const ready = { type: "Ready", status: "True" };

/** Bound to the default Subnet, as every namespace that no Subnet names. */
function namespaceObject({ subnets: [subnet] }: Topology, name: string): Manifest {
  const blocks = subnet === undefined ? [] : blocksOf(subnet);
  const annotations = {
    "ovn.kubernetes.io/cidr": commas(blocks.map(({ cidr }) => cidr)),
    "ovn.kubernetes.io/exclude_ips": commas(blocks.map(({ gateway }) => gateway)),
    "ovn.kubernetes.io/logical_switch": subnet?.name ?? "",
  };
  const labels = { "kubernetes.io/metadata.name": name };
  const status = { phase: "Active" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels, annotations }, status };
}

export function nodeObject(topology: Topology, node: NodeSpec): Manifest {
  const { join } = topology;
  const annotations = {
    "ovn.kubernetes.io/allocated": "true",
    "ovn.kubernetes.io/chassis": node.systemId,
    "ovn.kubernetes.io/cidr": commas(blocksOf(join).map(({ cidr }) => cidr)),
    "ovn.kubernetes.io/gateway": commas(blocksOf(join).map(({ gateway }) => gateway)),
    "ovn.kubernetes.io/ip_address": commas([node.joinIp, node.joinIp6]),
    "ovn.kubernetes.io/logical_switch": join.name,
    "ovn.kubernetes.io/mac_address": node.joinMac,
    "ovn.kubernetes.io/port_name": `node-${node.name}`,
  };
  const provider = `${providerNetwork.name}.provider-network.kubernetes.io`;
  const labels = {
    "kubernetes.io/hostname": node.name,
    "kubernetes.io/os": "linux",
    [`${provider}/ready`]: "true",
    [`${provider}/interface`]: providerNetwork.interface,
    [`${provider}/mtu`]: String(uplinkMtu),
    ...(isExternalGateway(topology, node) ? { "ovn.kubernetes.io/external-gw": "true" } : {}),
  };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: node.name, labels, annotations },
    spec: {},
    status: {
      addresses: [
        { type: "InternalIP", address: node.ip },
        { type: "InternalIP", address: node.ip6 },
        { type: "Hostname", address: node.name },
      ],
      conditions: [reached, ready],
    },
  };
}

/** Its chassis are among those of a VPC's gateway port. */
export function isExternalGateway({ externalNetworks }: Topology, { name }: NodeSpec): boolean {
  return externalNetworks.some(({ gatewayNodes }) => gatewayNodes.includes(name));
}

/** What kube-ovn-cni tells of its pings to the gateway of `join` (pkg/daemon/ovs_linux.go). */
const reached = {
  type: "NetworkUnavailable",
  status: "False",
  reason: "JoinSubnetGatewayReachable",
};

const serverContainer = {
  name: "server",
  image: "tapline.dev/lab/server:latest",
  ports: [
    { name: "http", containerPort: podTcpPort, protocol: "TCP" },
    { name: "echo", containerPort: podUdpPort, protocol: "UDP" },
  ],
};

function ownerOf(owner: { readonly kind: string; readonly name: string }): object {
  const apiVersion = "kubevirt.io/v1";
  return { apiVersion, ...owner, uid: uuidOf(`${owner.kind} ${owner.name}`), controller: true };
}

/** @param said what its container has besides, and whether Kubernetes calls it ready. */
export function podObject(topology: Topology, pod: PodSpec, said: SaidOfPod = {}): Manifest {
  const hostIP = topology.nodes.find(({ name }) => name === pod.node)?.ip ?? "";
  const annotations = podAnnotations(topology, pod);
  const { vm } = pod;
  return runningPod(topology, pod, {
    ...said,
    hostIP,
    annotations,
    labels: vm === undefined ? {} : { "kubevirt.io": "virt-launcher", "vm.kubevirt.io/name": vm },
    ...(vm === undefined ? {} : { owner: { kind: "VirtualMachineInstance", name: vm } }),
  });
}

/** Kube-OVN leaves pods on the host network alone. */
function hostPodObject(topology: Topology, pod: HostPodSpec): Manifest {
  const more = { hostIP: pod.ip, annotations: {}, labels: {}, hostNetwork: true };
  return runningPod(topology, pod, more);
}

export interface SaidOfPod {
  readonly readinessProbe?: object;
  /** True when left out. */
  readonly ready?: boolean;
}

interface MoreOfPod extends SaidOfPod {
  readonly hostIP: string;
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly hostNetwork?: boolean;
  readonly owner?: { readonly kind: string; readonly name: string };
}

function runningPod(topology: Topology, pod: PodSpec | HostPodSpec, more: MoreOfPod): Manifest {
  const { namespace, name } = pod;
  const { readinessProbe, ready: isReady = true } = more;
  const container = { ...serverContainer, ...(readinessProbe ? { readinessProbe } : {}) };
  const labels = { ...podLabels(topology, pod), ...more.labels };
  const ownerReferences =
    more.owner === undefined ? {} : { ownerReferences: [ownerOf(more.owner)] };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels, annotations: more.annotations, ...ownerReferences },
    spec: {
      nodeName: pod.node,
      hostNetwork: more.hostNetwork ?? false,
      containers: [container],
    },
    status: {
      phase: "Running",
      podIP: pod.ip,
      podIPs: addressesOf(pod).map(({ ip }) => ({ ip })),
      hostIP: more.hostIP,
      conditions: ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
        type,
        status: isReady || !type.endsWith("Ready") ? "True" : "False",
      })),
      containerStatuses: [
        {
          name: serverContainer.name,
          ready: isReady,
          containerID: `containerd://${pod.containerId}`,
          state: { running: {} },
        },
      ],
    },
  };
}

/** `app` tells pods apart; pods behind a Service carry its name as well. */
function podLabels(topology: Topology, pod: PodSpec | HostPodSpec): Record<string, string> {
  const services = topology.services.filter(
    ({ namespace, backends }) => namespace === pod.namespace && backends.includes(pod.name),
  );
  const labels = services.map(({ name }) => [`service-${name}`, "true"]);
  return { app: pod.name, ...Object.fromEntries(labels) };
}

export function serviceObject(service: ServiceSpec): Manifest {
  const { namespace, name, clusterIp } = service;
  const clusterIps = clusterIpsOf(service);
  const ports = service.ports.map(({ name, protocol, port, targetPort, targetPortName }) => ({
    name,
    protocol: protocol.toUpperCase(),
    port,
    targetPort: targetPortName ?? targetPort,
  }));
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace, annotations: { "ovn.kubernetes.io/vpc": vpc } },
    spec: {
      type: "ClusterIP",
      clusterIP: clusterIp,
      clusterIPs: clusterIps,
      ipFamilies: addressFamilies,
      ipFamilyPolicy: "PreferDualStack",
      ...(service.sticky
        ? {
            sessionAffinity: "ClientIP",
            sessionAffinityConfig: { clientIP: { timeoutSeconds: affinitySeconds } },
          }
        : { sessionAffinity: "None" }),
      selector: { [`service-${name}`]: "true" },
      ports,
    },
  };
}

/** One of each family, as the endpoint slice controller makes them. */
export function endpointSlices(topology: Topology, service: ServiceSpec): Manifest[] {
  return addressFamilies.map((family) => endpointSlice(topology, service, family));
}

function endpointSlice(topology: Topology, service: ServiceSpec, family: AddressFamily): Manifest {
  const { namespace, name } = service;
  const addresses = backendAddresses(topology, service, family);
  // By name: pods of another VPC may have the same addresses.
  const backends = [...topology.pods, ...topology.hostPods].flatMap((pod) =>
    pod.namespace === namespace && service.backends.includes(pod.name)
      ? addressesOf(pod)
          .filter(({ ip }) => addresses.includes(ip))
          .map(({ ip }) => ({ pod, ip }))
      : [],
  );
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: {
      name: `${name}-${family === "IPv4" ? 1 : 6}`,
      namespace,
      labels: { "kubernetes.io/service-name": name },
    },
    addressType: family,
    endpoints: backends.map(({ pod, ip }) => ({
      addresses: [ip],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: pod.node,
      targetRef: { kind: "Pod", namespace, name: pod.name },
    })),
    ports: service.ports.map(({ name, protocol, targetPort }) => ({
      name,
      protocol: protocol.toUpperCase(),
      port: targetPort,
    })),
  };
}

export function policyObject(policy: PolicySpec): Manifest {
  const { namespace, name, direction, allow } = policy;
  const ingress = direction === "ingress";
  const rules =
    allow === undefined
      ? []
      : [
          {
            [ingress ? "from" : "to"]: [
              ...allow.from.map((app) => ({ podSelector: { matchLabels: { app } } })),
              ...(allow.block === undefined ? [] : [{ ipBlock: allow.block }]),
            ],
            ports: [
              {
                protocol: "TCP",
                port: allow.tcpPort,
                ...(allow.lastTcpPort === undefined ? {} : { endPort: allow.lastTcpPort }),
              },
            ],
          },
        ];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: {
      name,
      namespace,
      annotations: policy.log === true ? { "ovn.kubernetes.io/enable_log": "true" } : {},
    },
    spec: {
      podSelector: { matchLabels: { app: policy.selects } },
      policyTypes: [ingress ? "Ingress" : "Egress"],
      [direction]: rules,
    },
  };
}

import { backendAddresses } from "../northbound/services.ts";
import type { ServiceSpec } from "../services.ts";
import { affinitySeconds, podTcpPort, podUdpPort } from "../services.ts";
import type { NodeSpec, PodSpec, PolicySpec, Topology } from "../topology.ts";
import { vpc } from "../topology.ts";
import type { Manifest } from "./objects.ts";

/** Kubernetes' own objects, with the annotations that Kube-OVN puts on Nodes and Pods. */
export function kubernetesObjects(topology: Topology): Manifest[] {
  const namespaces = [...new Set(topology.pods.map((pod) => pod.namespace))];
  return [
    ...namespaces.map(namespaceObject),
    ...topology.nodes.map((node) => nodeObject(topology, node)),
    ...topology.pods.map((pod) => podObject(topology, pod)),
    ...topology.services.flatMap((service) => [
      serviceObject(service),
      endpointSlice(topology, service),
    ]),
    ...topology.policies.map(policyObject),
  ];
}

const ready = { type: "Ready", status: "True" };

function namespaceObject(name: string): Manifest {
  const labels = { "kubernetes.io/metadata.name": name };
  const status = { phase: "Active" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels }, status };
}

function nodeObject(topology: Topology, node: NodeSpec): Manifest {
  const { join } = topology;
  const annotations = {
    "ovn.kubernetes.io/allocated": "true",
    "ovn.kubernetes.io/chassis": node.systemId,
    "ovn.kubernetes.io/cidr": join.cidr,
    "ovn.kubernetes.io/gateway": join.gateway,
    "ovn.kubernetes.io/ip_address": node.joinIp,
    "ovn.kubernetes.io/logical_switch": join.name,
    "ovn.kubernetes.io/mac_address": node.joinMac,
    "ovn.kubernetes.io/port_name": `node-${node.name}`,
  };
  const labels = { "kubernetes.io/hostname": node.name, "kubernetes.io/os": "linux" };
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: node.name, labels, annotations },
    spec: {},
    status: {
      addresses: [
        { type: "InternalIP", address: node.encapIp },
        { type: "Hostname", address: node.name },
      ],
      conditions: [ready],
    },
  };
}

function podObject(topology: Topology, pod: PodSpec): Manifest {
  const cidr = topology.subnets.find(({ name }) => name === pod.subnet)?.cidr ?? "";
  const hostIP = topology.nodes.find(({ name }) => name === pod.node)?.encapIp ?? "";
  const annotations = {
    "ovn.kubernetes.io/allocated": "true",
    "ovn.kubernetes.io/routed": "true",
    "ovn.kubernetes.io/cidr": cidr,
    "ovn.kubernetes.io/gateway": pod.gateway,
    "ovn.kubernetes.io/ip_address": pod.ip,
    "ovn.kubernetes.io/logical_router": vpc,
    "ovn.kubernetes.io/logical_switch": pod.subnet,
    "ovn.kubernetes.io/mac_address": pod.mac,
    "ovn.kubernetes.io/pod_nic_type": "veth-pair",
  };
  const container = {
    name: "server",
    image: "tapline.dev/lab/server:latest",
    ports: [
      { name: "http", containerPort: podTcpPort, protocol: "TCP" },
      { name: "echo", containerPort: podUdpPort, protocol: "UDP" },
    ],
  };
  const { namespace, name } = pod;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: podLabels(topology, pod), annotations },
    spec: { nodeName: pod.node, hostNetwork: false, containers: [container] },
    status: {
      phase: "Running",
      podIP: pod.ip,
      podIPs: [{ ip: pod.ip }],
      hostIP,
      conditions: ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map((type) => ({
        type,
        status: "True",
      })),
      containerStatuses: [
        {
          name: container.name,
          ready: true,
          containerID: `containerd://${pod.containerId}`,
          state: { running: {} },
        },
      ],
    },
  };
}

/** `app` tells pods apart; pods behind a Service carry its name as well. */
function podLabels(topology: Topology, pod: PodSpec): Record<string, string> {
  const services = topology.services.filter(
    ({ namespace, backends }) => namespace === pod.namespace && backends.includes(pod.name),
  );
  const labels = services.map(({ name }) => [`service-${name}`, "true"]);
  return { app: pod.name, ...Object.fromEntries(labels) };
}

function serviceObject(service: ServiceSpec): Manifest {
  const { namespace, name, clusterIp } = service;
  const ports = service.ports.map(({ name, protocol, port, targetPort, targetPortName }) => ({
    name,
    protocol: protocol.toUpperCase(),
    port,
    targetPort: targetPortName ?? targetPort,
  }));
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: {
      type: "ClusterIP",
      clusterIP: clusterIp,
      clusterIPs: [clusterIp],
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

function endpointSlice(topology: Topology, service: ServiceSpec): Manifest {
  const { namespace, name } = service;
  const backends = topology.pods.filter(
    (pod) => pod.namespace === namespace && backendAddresses(topology, service).includes(pod.ip),
  );
  return {
    apiVersion: "discovery.k8s.io/v1",
    kind: "EndpointSlice",
    metadata: { name: `${name}-1`, namespace, labels: { "kubernetes.io/service-name": name } },
    addressType: "IPv4",
    endpoints: backends.map((pod) => ({
      addresses: [pod.ip],
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
            [ingress ? "from" : "to"]: allow.from.map((app) => ({
              podSelector: { matchLabels: { app } },
            })),
            ports: [{ protocol: "TCP", port: allow.tcpPort }],
          },
        ];
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name, namespace },
    spec: {
      podSelector: { matchLabels: { app: policy.selects } },
      policyTypes: [ingress ? "Ingress" : "Egress"],
      [direction]: rules,
    },
  };
}

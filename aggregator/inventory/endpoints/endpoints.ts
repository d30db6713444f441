import { reason } from "../../../proto/reasons/index.ts";
import { addressOf, canonicalIps, prefixContains } from "../ip-address.ts";
import { type AttachedInterface, attachedInterfaces } from "../kubernetes/attachment.ts";
import type { Node, Pod, Service, Subnet } from "../kubernetes/objects.ts";
import type { LogicalSwitchPort } from "../ovn/northbound-rows.ts";
import { addressClaims, type ClaimSources } from "./claims.ts";
import { EndpointError } from "./error.ts";
import { type EndpointReference, parseEndpointReference } from "./reference.ts";
import { suggest } from "./suggestions.ts";

/** One end of a path, resolved. Fields that could not be found out are null or empty. */
export type Endpoint = PodEndpoint | ServiceEndpoint | NodeEndpoint | AddressEndpoint;

interface Attachment {
  /** Name of the logical switch port; null when the northbound has none. */
  readonly logicalPort: string | null;
  /** What Kube-OVN calls that port, whether it is there or not; null for a node not known. */
  readonly expectedLogicalPort: string | null;
  readonly mac: string | null;
  /** Logical switch, which is the Subnet. */
  readonly subnet: string | null;
  /** Logical router, which is the Vpc; null for an underlay without one. */
  readonly vpc: string | null;
}

export interface PodEndpoint extends Attachment {
  readonly kind: "Pod";
  readonly namespace: string;
  readonly name: string;
  readonly node: string | null;
  readonly ips: readonly string[];
  /** On the host network: its port and addresses are the node's. */
  readonly hostNetwork: boolean;
  /** Interface in the pod that is meant; null for its first one. */
  readonly interface: string | null;
  readonly pod: Pod;
}

export interface ServiceEndpoint {
  readonly kind: "Service";
  readonly namespace: string;
  readonly name: string;
  /** ClusterIPs, or what a SwitchLBRule has in their place; empty for a headless Service. */
  readonly ips: readonly string[];
  readonly service: Service;
}

export interface NodeEndpoint extends Attachment {
  readonly kind: "Node";
  readonly name: string;
  readonly node: string;
  /** InternalIPs. */
  readonly ips: readonly string[];
  readonly object: Node;
}

/** An address that no Pod, Service or node has. */
export interface AddressEndpoint {
  readonly kind: "Address";
  readonly name: string;
  readonly ips: readonly string[];
  /** The Subnet whose switch it is looked for on; absent for one that is outside of OVN. */
  readonly subnet?: string;
}

/** What can send: the other end of a path that begins here. */
export type SourceEndpoint = PodEndpoint | NodeEndpoint;

export type EndpointSources = ClaimSources;

/**
 * Resolves what a user typed: `ns/pod`, `pod/NAME`, `NAME`, `svc/NAME`, `svc/NS/NAME`, `node/NAME`,
 * or the address of a known pod, Service or node.
 *
 * @param defaultNamespace for words that name none.
 * @param from the other end, for an address that several VPCs have.
 * @throws {EndpointError} with near names where the name is not known.
 */
export function resolveEndpoint(
  sources: EndpointSources,
  words: string,
  defaultNamespace: string,
  from?: SourceEndpoint,
): Endpoint {
  const parsed = parseEndpointReference(words, defaultNamespace);
  switch (parsed.kind) {
    case "pod":
      return resolvePod(sources, parsed);
    case "service":
      return resolveService(sources, parsed);
    case "node":
      return resolveNode(sources, parsed.name);
    case "ip":
      return resolveIp(sources, parsed.ip, from);
    case "host":
      throw new EndpointError(reason("ENDPOINT_NOT_SUPPORTED", { reference: words }));
  }
}

function resolvePod(
  sources: EndpointSources,
  { namespace, name }: Extract<EndpointReference, { kind: "pod" }>,
): PodEndpoint {
  const pod = sources.kubernetes.pod(namespace, name);
  if (pod !== null) return podEndpoint(sources, pod);
  const names = Array.from(sources.kubernetes.pods(), (one) => `${one.namespace}/${one.name}`);
  const elsewhere = names.filter((one) => one.endsWith(`/${name}`));
  const near = suggest(`${namespace}/${name}`, names);
  const suggestions = [...new Set([...elsewhere, ...near])].slice(0, 3);
  throw new EndpointError(reason("POD_NOT_FOUND", { namespace, name, suggestions }));
}

function podEndpoint(sources: EndpointSources, pod: Pod): PodEndpoint {
  const node = pod.nodeName === null ? null : sources.kubernetes.node(pod.nodeName);
  const port = pod.hostNetwork ? nodePort(sources, node) : podPort(sources, pod);
  const annotated = (pod.annotations["ovn.kubernetes.io/ip_address"] ?? "").split(",");
  const ofPort = port?.addresses.flatMap(({ ips }) => ips) ?? [];
  const ips = [pod.podIPs, canonicalIps(annotated), ofPort].find((list) => list.length > 0) ?? [];
  return {
    kind: "Pod",
    namespace: pod.namespace,
    name: pod.name,
    node: pod.nodeName,
    ips,
    hostNetwork: pod.hostNetwork,
    interface: null,
    pod,
    expectedLogicalPort: pod.hostNetwork
      ? nodePortName(node)
      : (port?.name ?? `${machineOf(pod) ?? pod.name}.${pod.namespace}`),
    ...attachment(sources, port, pod.annotations),
  };
}

/**
 * The same pod by another of its interfaces.
 *
 * @throws {EndpointError} INTERFACE_NOT_FOUND, with the names that it has.
 */
export function onInterface(
  sources: EndpointSources,
  endpoint: PodEndpoint,
  name: string,
): PodEndpoint {
  if (name === firstInterface) return endpoint;
  const attached = attachedInterfaces(endpoint.pod);
  const found = attached.find((one) => one.name === name);
  if (found !== undefined) return byAttached(sources, endpoint, found);
  const has = [firstInterface, ...attached.map((one) => one.name)];
  const pod = `${endpoint.namespace}/${endpoint.name}`;
  throw new EndpointError(reason("INTERFACE_NOT_FOUND", { interface: name, pod, has }));
}

/** The pod by its interface in a Subnet; by its first one when it has none there. */
export function inSubnet(
  sources: EndpointSources,
  endpoint: PodEndpoint,
  subnet: string | null,
): PodEndpoint {
  const found = attachedInterfaces(endpoint.pod).find((one) => one.subnet === subnet);
  return found === undefined ? endpoint : byAttached(sources, endpoint, found);
}

const firstInterface = "eth0";

function byAttached(
  { northbound }: EndpointSources,
  endpoint: PodEndpoint,
  attached: AttachedInterface,
): PodEndpoint {
  const base = endpoint.expectedLogicalPort ?? `${endpoint.name}.${endpoint.namespace}`;
  const names = [`${base}.${attached.provider}`, `${base}.${attached.provider}.${attached.name}`];
  const port = names.flatMap((name) => northbound.logicalPort(name) ?? [])[0] ?? null;
  return {
    ...endpoint,
    interface: attached.name,
    ips: attached.ips,
    logicalPort: port?.name ?? null,
    expectedLogicalPort: port?.name ?? names[0] ?? null,
    mac: attached.mac,
    subnet: attached.subnet,
    vpc: attached.router,
  };
}

/**
 * The KubeVirt machine that a pod runs: with --keep-vm-ip, the default, port, IP object and OVS
 * interface go by its name (kube-ovn pkg/controller/pod.go getNameByPod). Null for other pods.
 */
function machineOf({ owner, annotations }: Pod): string | null {
  if (owner?.kind === "VirtualMachineInstance") return owner.name;
  return annotations["ovn.kubernetes.io/virtualmachine"] ?? null;
}

/**
 * A pod's port on the default network: `<pod>.<namespace>`, for a KubeVirt machine
 * `<machine>.<namespace>`, or else the port that says `pod=` (kube-ovn pkg/ovs/util.go
 * PodNameToPortName).
 */
function podPort(sources: EndpointSources, pod: Pod): LogicalSwitchPort | null {
  const names = [pod.name, machineOf(pod)].filter((name) => name !== null);
  for (const name of names) {
    const byName = sources.northbound.logicalPort(`${name}.${pod.namespace}`);
    if (byName !== null) return byName;
  }
  const marked = sources.northbound.portsOfPod(pod.namespace, pod.name);
  const address = (port: LogicalSwitchPort): readonly string[] =>
    port.addresses.flatMap(({ ips }) => ips);
  const own = marked.find((port) => address(port).some((ip) => pod.podIPs.includes(ip)));
  // Ports of attached networks end in the provider, `….ovn`.
  return own ?? marked.find((port) => !/\.ovn(\.[^.]+)?$/.test(port.name)) ?? null;
}

function nodePort(sources: EndpointSources, node: Node | null): LogicalSwitchPort | null {
  const name = nodePortName(node);
  return name === null ? null : sources.northbound.logicalPort(name);
}

function nodePortName(node: Node | null): string | null {
  if (node === null) return null;
  return node.annotations["ovn.kubernetes.io/port_name"] ?? `node-${node.name}`;
}

function attachment(
  { northbound }: EndpointSources,
  port: LogicalSwitchPort | null,
  annotations: Readonly<Record<string, string>>,
): Omit<Attachment, "expectedLogicalPort"> {
  const logicalSwitch = port === null ? null : northbound.switchOf(port);
  const [routing] = logicalSwitch === null ? [] : northbound.routingPortsOf(logicalSwitch);
  const router = routing === undefined ? null : northbound.routerOf(routing);
  const portMac = port?.addresses.find(({ mac }) => mac !== null)?.mac;
  const annotated = (key: string): string | null => annotations[`ovn.kubernetes.io/${key}`] ?? null;
  return {
    logicalPort: port?.name ?? null,
    // The pod's own address is what was annotated; the port's may be wrong, which is a finding.
    mac: annotated("mac_address")?.toLowerCase() ?? portMac ?? null,
    subnet: logicalSwitch?.name ?? annotated("logical_switch"),
    vpc: router?.name ?? annotated("logical_router"),
  };
}

function resolveService(
  { kubernetes }: EndpointSources,
  { namespace, name }: Extract<EndpointReference, { kind: "service" }>,
): ServiceEndpoint {
  const service = kubernetes.service(namespace, name);
  if (service !== null) return serviceEndpoint(service);
  const names = Array.from(kubernetes.services(), (one) => `${one.namespace}/${one.name}`);
  const suggestions = suggest(`${namespace}/${name}`, names);
  throw new EndpointError(reason("SERVICE_NOT_FOUND", { namespace, name, suggestions }));
}

function serviceEndpoint(service: Service): ServiceEndpoint {
  const { namespace, name, clusterIPs, switchLbVips } = service;
  const ips = clusterIPs.length > 0 ? clusterIPs : switchLbVips;
  return { kind: "Service", namespace, name, ips, service };
}

function resolveNode(sources: EndpointSources, name: string): NodeEndpoint {
  const node = sources.kubernetes.node(name);
  if (node !== null) return nodeEndpoint(sources, node);
  const names = Array.from(sources.kubernetes.nodes(), (one) => one.name);
  const suggestions = suggest(name, names);
  throw new EndpointError(reason("NODE_NOT_FOUND", { name, suggestions }));
}

function nodeEndpoint(sources: EndpointSources, node: Node): NodeEndpoint {
  return {
    kind: "Node",
    name: node.name,
    node: node.name,
    ips: node.internalIPs,
    object: node,
    expectedLogicalPort: nodePortName(node),
    ...attachment(sources, nodePort(sources, node), node.annotations),
  };
}

/** Pods first: an address of a pod on the host network is the node's. */
function resolveIp(sources: EndpointSources, ip: string, from?: SourceEndpoint): Endpoint {
  const { kubernetes } = sources;
  const all = kubernetes.podsWithIp(ip);
  const near = from === undefined ? [] : all.filter((pod) => isInVpcOf(sources, pod, from));
  const pods = near.length > 0 ? near : all;
  const [pod] = pods;
  if (pods.length > 1) {
    const candidates = pods.map((one) => `${one.namespace}/${one.name}`);
    throw new EndpointError(reason("IP_AMBIGUOUS", { ip, candidates }));
  }
  if (pod !== undefined) return podEndpoint(sources, pod);
  const [service] = kubernetes.servicesWithIp(ip);
  if (service !== undefined) return serviceEndpoint(service);
  const [node] = kubernetes.nodesWithIp(ip);
  if (node !== undefined) return nodeEndpoint(sources, node);
  const subnet = subnetOf(sources, ip, from);
  if (subnet !== null) return inSubnetWithoutPod(sources, ip, subnet);
  if (!isOfServices(sources, ip)) return { kind: "Address", name: ip, ips: [ip] };
  throw new EndpointError(reason("IP_UNKNOWN", { ip, owner: reason("RANGE_OF_SERVICES", {}) }));
}

/** Addresses are unique within a VPC only: the one that a source can mean is in its own. */
function isInVpcOf(sources: EndpointSources, pod: Pod, from: SourceEndpoint): boolean {
  return podEndpoint(sources, pod).vpc === from.vpc;
}

/** The Subnet that an address is of, in the source's VPC where several have it. */
function subnetOf(sources: EndpointSources, ip: string, from?: SourceEndpoint): Subnet | null {
  const all = [...sources.kubernetes.subnets()].filter(({ cidrs }) =>
    cidrs.some((cidr) => prefixContains(cidr, ip)),
  );
  const routerOf = ({ vpc }: Subnet): string => sources.kubernetes.vpc(vpc)?.router ?? vpc;
  return all.find((one) => from !== undefined && routerOf(one) === from.vpc) ?? all[0] ?? null;
}

/**
 * By the ports of its switch: a pod's further interface and a node's own port are these; a router's
 * address is none of them; a host on a VLAN may have what no port claims.
 */
function inSubnetWithoutPod(sources: EndpointSources, ip: string, subnet: Subnet): Endpoint {
  const { northbound } = sources;
  const outside: AddressEndpoint = { kind: "Address", name: ip, ips: [ip] };
  const logicalSwitch = northbound.logicalSwitch(subnet.name);
  const routers = logicalSwitch === null ? [] : northbound.routerPortsOf(logicalSwitch);
  const isRouters = routers.some(({ networks }) => networks.map(addressOf).includes(ip));
  if (subnet.gateways.includes(ip) || isRouters) return outside;
  const claims = addressClaims(sources, ip, subnet.name);
  const own = claims.find(({ source, port }) => source === "addresses" && port !== null);
  const holder = own === undefined ? null : endpointOfPort(sources, own.name);
  if (holder !== null) return { ...holder, ips: [ip] };
  const isAnyonesVlan = subnet.vlan !== "" && claims.every(({ port }) => port === null);
  return isAnyonesVlan ? outside : { ...outside, subnet: subnet.name };
}

/** What a logical port is of: a pod by that interface, or a node; null for neither. */
export function endpointOfPort(
  sources: EndpointSources,
  name: string,
): PodEndpoint | NodeEndpoint | null {
  const { kubernetes, northbound } = sources;
  for (const node of kubernetes.nodes()) {
    if (nodePortName(node) === name) return nodeEndpoint(sources, node);
  }
  const record = kubernetes.ip(name);
  const [ofPort = "", ofRecord] = [
    northbound.logicalPort(name)?.externalIds.get("pod"),
    record === null ? "" : `${record.namespace}/${record.podName}`,
  ];
  const pod = [ofPort, ofRecord].flatMap((words) => {
    const [namespace = "", podName = ""] = words.split("/");
    return kubernetes.pod(namespace, podName) ?? [];
  })[0];
  if (pod === undefined) return null;
  const endpoint = podEndpoint(sources, pod);
  if (endpoint.logicalPort === name) return endpoint;
  const attached = attachedInterfaces(pod).map((one) => byAttached(sources, endpoint, one));
  return attached.find(({ logicalPort }) => logicalPort === name) ?? null;
}

function isOfServices({ northbound }: EndpointSources, ip: string): boolean {
  const ranges = northbound.global()?.options;
  const services = [ranges?.get("svc_ipv4_cidr"), ranges?.get("svc_ipv6_cidr")];
  return services.some((cidr) => cidr !== undefined && prefixContains(cidr, ip));
}

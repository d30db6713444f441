import { canonicalIp } from "../ip-address.ts";
import { KubernetesCollection } from "./collection.ts";
import {
  type EndpointSlice,
  type IpRecord,
  type KubernetesKind,
  type KubernetesObject,
  type Namespace,
  type NetworkPolicy,
  type Node,
  objectKey,
  type Pod,
  type ProviderNetwork,
  type SecurityGroup,
  type Service,
  type Subnet,
  type Vip,
  type Vlan,
  type Vpc,
} from "./objects.ts";

/** What the rest of the aggregator asks of Kubernetes, wherever the objects come from. */
export interface KubernetesStore {
  /** How many objects there are of each kind. */
  counts(): readonly (readonly [KubernetesKind, number])[];
  pod(namespace: string, name: string): Pod | null;
  pods(): Iterable<Pod>;
  /** Pods with an address of their own (no hostNetwork) that have not ended. */
  podsWithIp(ip: string): readonly Pod[];
  service(namespace: string, name: string): Service | null;
  services(): Iterable<Service>;
  servicesWithIp(ip: string): readonly Service[];
  endpointSlicesOf(service: Service): readonly EndpointSlice[];
  networkPolicy(namespace: string, name: string): NetworkPolicy | null;
  networkPolicies(): Iterable<NetworkPolicy>;
  node(name: string): Node | null;
  nodes(): Iterable<Node>;
  nodesWithIp(ip: string): readonly Node[];
  namespace(name: string): Namespace | null;
  subnet(name: string): Subnet | null;
  subnets(): Iterable<Subnet>;
  vpc(name: string): Vpc | null;
  vpcs(): Iterable<Vpc>;
  /** The IP object named after a logical port. */
  ip(logicalPort: string): IpRecord | null;
  ipsWithAddress(ip: string): readonly IpRecord[];
  vipsWithAddress(ip: string): readonly Vip[];
  vlan(name: string): Vlan | null;
  providerNetwork(name: string): ProviderNetwork | null;
  securityGroup(name: string): SecurityGroup | null;
}

/** Objects in memory, for a source (manifests, API server) to fill and the aggregator to read. */
export class KubernetesObjects implements KubernetesStore {
  readonly #pods = new KubernetesCollection<Pod>((pod) => (isAddressed(pod) ? pod.podIPs : []));
  readonly #services = new KubernetesCollection<Service>((service) => [
    ...service.clusterIPs,
    ...service.switchLbVips,
    ...service.externalIPs,
  ]);
  readonly #slices = new KubernetesCollection<EndpointSlice>((slice) => [
    `${slice.namespace}/${slice.serviceName}`,
  ]);
  readonly #policies = new KubernetesCollection<NetworkPolicy>(() => []);
  readonly #nodes = new KubernetesCollection<Node>((node) => node.internalIPs);
  readonly #namespaces = new KubernetesCollection<Namespace>(() => []);
  readonly #subnets = new KubernetesCollection<Subnet>(() => []);
  readonly #vpcs = new KubernetesCollection<Vpc>(() => []);
  readonly #vlans = new KubernetesCollection<Vlan>(() => []);
  readonly #providerNetworks = new KubernetesCollection<ProviderNetwork>(() => []);
  readonly #securityGroups = new KubernetesCollection<SecurityGroup>(() => []);
  readonly #ips = new KubernetesCollection<IpRecord>((record) => record.ips);
  readonly #vips = new KubernetesCollection<Vip>((vip) => vip.ips);

  readonly #collections = {
    Pod: this.#pods,
    Service: this.#services,
    EndpointSlice: this.#slices,
    NetworkPolicy: this.#policies,
    Node: this.#nodes,
    Namespace: this.#namespaces,
    Subnet: this.#subnets,
    Vpc: this.#vpcs,
    IP: this.#ips,
    Vip: this.#vips,
    Vlan: this.#vlans,
    ProviderNetwork: this.#providerNetworks,
    SecurityGroup: this.#securityGroups,
  } satisfies Record<KubernetesKind, { remove(key: string): void; readonly size: number }>;

  /** How many objects there are of each kind. */
  counts(): readonly (readonly [KubernetesKind, number])[] {
    return Object.entries(this.#collections).map(
      ([kind, { size }]) => [kind as KubernetesKind, size] as const,
    );
  }

  /** Adds an object or replaces the one with its key. */
  put(object: KubernetesObject): void {
    const key = objectKey(object);
    switch (object.kind) {
      case "Pod":
        this.#pods.put(key, object);
        break;
      case "Service":
        this.#services.put(key, object);
        break;
      case "EndpointSlice":
        this.#slices.put(key, object);
        break;
      case "NetworkPolicy":
        this.#policies.put(key, object);
        break;
      case "Node":
        this.#nodes.put(key, object);
        break;
      case "Namespace":
        this.#namespaces.put(key, object);
        break;
      case "Subnet":
        this.#subnets.put(key, object);
        break;
      case "Vpc":
        this.#vpcs.put(key, object);
        break;
      case "IP":
        this.#ips.put(key, object);
        break;
      case "Vip":
        this.#vips.put(key, object);
        break;
      case "Vlan":
        this.#vlans.put(key, object);
        break;
      case "ProviderNetwork":
        this.#providerNetworks.put(key, object);
        break;
      case "SecurityGroup":
        this.#securityGroups.put(key, object);
        break;
    }
  }

  /** Removes the object with this kind and key (`objectKey`), if there is one. */
  remove(kind: KubernetesKind, key: string): void {
    this.#collections[kind].remove(key);
  }

  pod(namespace: string, name: string): Pod | null {
    return this.#pods.get(`${namespace}/${name}`);
  }

  pods(): Iterable<Pod> {
    return this.#pods.values();
  }

  podsWithIp(ip: string): readonly Pod[] {
    return this.#pods.lookup(canonicalIp(ip) ?? ip);
  }

  service(namespace: string, name: string): Service | null {
    return this.#services.get(`${namespace}/${name}`);
  }

  services(): Iterable<Service> {
    return this.#services.values();
  }

  servicesWithIp(ip: string): readonly Service[] {
    return this.#services.lookup(canonicalIp(ip) ?? ip);
  }

  endpointSlicesOf(service: Service): readonly EndpointSlice[] {
    return this.#slices.lookup(`${service.namespace}/${service.name}`);
  }

  networkPolicy(namespace: string, name: string): NetworkPolicy | null {
    return this.#policies.get(`${namespace}/${name}`);
  }

  networkPolicies(): Iterable<NetworkPolicy> {
    return this.#policies.values();
  }

  node(name: string): Node | null {
    return this.#nodes.get(name);
  }

  nodes(): Iterable<Node> {
    return this.#nodes.values();
  }

  nodesWithIp(ip: string): readonly Node[] {
    return this.#nodes.lookup(canonicalIp(ip) ?? ip);
  }

  namespace(name: string): Namespace | null {
    return this.#namespaces.get(name);
  }

  subnet(name: string): Subnet | null {
    return this.#subnets.get(name);
  }

  subnets(): Iterable<Subnet> {
    return this.#subnets.values();
  }

  vpc(name: string): Vpc | null {
    return this.#vpcs.get(name);
  }

  vpcs(): Iterable<Vpc> {
    return this.#vpcs.values();
  }

  ip(logicalPort: string): IpRecord | null {
    return this.#ips.get(logicalPort);
  }

  ipsWithAddress(ip: string): readonly IpRecord[] {
    return this.#ips.lookup(canonicalIp(ip) ?? ip);
  }

  vipsWithAddress(ip: string): readonly Vip[] {
    return this.#vips.lookup(canonicalIp(ip) ?? ip);
  }

  vlan(name: string): Vlan | null {
    return this.#vlans.get(name);
  }

  providerNetwork(name: string): ProviderNetwork | null {
    return this.#providerNetworks.get(name);
  }

  securityGroup(name: string): SecurityGroup | null {
    return this.#securityGroups.get(name);
  }
}

function isAddressed(pod: Pod): boolean {
  return !pod.hostNetwork && pod.phase !== "Succeeded" && pod.phase !== "Failed";
}

import type { Manifest } from "../manifests/manifest.ts";

/** A kind of the lab's objects and where the API server has it. */
export interface ApiResource {
  readonly kind: string;
  /** Below `/api` or `/apis`. */
  readonly groupVersion: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** Whether the status is written by a call of its own. */
  readonly hasStatus: boolean;
}

const namespaced = { namespaced: true, hasStatus: false } as const;
const ofCluster = { namespaced: false, hasStatus: true } as const;
const kubeOvn = { groupVersion: "kubeovn.io/v1", ...ofCluster } as const;

/** In the order in which they are created: what others need comes first. */
export const apiResources: readonly ApiResource[] = [
  {
    kind: "Namespace",
    groupVersion: "v1",
    plural: "namespaces",
    namespaced: false,
    hasStatus: false, // the API server keeps the phase itself
  },
  { kind: "Node", groupVersion: "v1", plural: "nodes", ...ofCluster },
  { kind: "Pod", groupVersion: "v1", plural: "pods", namespaced: true, hasStatus: true },
  { kind: "Service", groupVersion: "v1", plural: "services", ...namespaced },
  {
    kind: "EndpointSlice",
    groupVersion: "discovery.k8s.io/v1",
    plural: "endpointslices",
    ...namespaced,
  },
  {
    kind: "NetworkPolicy",
    groupVersion: "networking.k8s.io/v1",
    plural: "networkpolicies",
    ...namespaced,
  },
  { kind: "Vpc", plural: "vpcs", ...kubeOvn },
  { kind: "ProviderNetwork", plural: "provider-networks", ...kubeOvn },
  { kind: "Vlan", plural: "vlans", ...kubeOvn },
  { kind: "Subnet", plural: "subnets", ...kubeOvn },
  { kind: "IP", plural: "ips", ...kubeOvn, hasStatus: false },
  { kind: "Vip", plural: "vips", ...kubeOvn },
  { kind: "SecurityGroup", plural: "security-groups", ...kubeOvn },
];

/** Undefined for kinds that the aggregator does not read: they stay in no API server. */
export function resourceOf({ kind }: Manifest): ApiResource | undefined {
  return apiResources.find((resource) => resource.kind === kind);
}

/** Path of all objects of a resource, of those in one namespace, or of one. */
export function pathOf(resource: ApiResource, namespace?: string, name?: string): string {
  const { groupVersion, plural } = resource;
  const root = groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`;
  const within = resource.namespaced && namespace !== undefined ? `/namespaces/${namespace}` : "";
  return `${root}${within}/${plural}${name === undefined ? "" : `/${name}`}`;
}

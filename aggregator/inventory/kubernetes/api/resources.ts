import type { KubernetesKind } from "../objects.ts";

/** A kind of objects that is followed, and where the API server has it. */
export interface Resource {
  readonly kind: KubernetesKind;
  /** "" for the core group. */
  readonly group: string;
  /** Tried in this order. */
  readonly versions: readonly string[];
  /** As in URLs and in RBAC rules. */
  readonly plural: string;
}

const core = { group: "", versions: ["v1"] } as const;
/** pkg/apis/kubeovn/v1 of Kube-OVN. */
const kubeOvn = { group: "kubeovn.io", versions: ["v1"] } as const;

/** Everything that the inventory follows; the aggregator needs list and watch on these. */
export const followedResources: readonly Resource[] = [
  { kind: "Node", plural: "nodes", ...core },
  { kind: "Namespace", plural: "namespaces", ...core },
  { kind: "Pod", plural: "pods", ...core },
  { kind: "Service", plural: "services", ...core },
  {
    kind: "EndpointSlice",
    plural: "endpointslices",
    group: "discovery.k8s.io",
    versions: ["v1", "v1beta1"],
  },
  {
    kind: "NetworkPolicy",
    plural: "networkpolicies",
    group: "networking.k8s.io",
    versions: ["v1"],
  },
  { kind: "Subnet", plural: "subnets", ...kubeOvn },
  { kind: "Vpc", plural: "vpcs", ...kubeOvn },
  { kind: "IP", plural: "ips", ...kubeOvn },
  { kind: "Vip", plural: "vips", ...kubeOvn },
  { kind: "Vlan", plural: "vlans", ...kubeOvn },
  { kind: "ProviderNetwork", plural: "provider-networks", ...kubeOvn },
  { kind: "SecurityGroup", plural: "security-groups", ...kubeOvn },
];

/** `pods`, `subnets.kubeovn.io`. */
export function resourceName({ plural, group }: Resource): string {
  return group === "" ? plural : `${plural}.${group}`;
}

export function resourcePath({ group, plural }: Resource, version: string): string {
  return group === "" ? `/api/${version}/${plural}` : `/apis/${group}/${version}/${plural}`;
}

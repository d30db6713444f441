import type { PortGroup } from "./northbound-rows.ts";

/** The Kubernetes or Kube-OVN object that owns ACLs. */
export interface PolicyReference {
  readonly kind:
    | "NetworkPolicy"
    | "AdminNetworkPolicy"
    | "BaselineAdminNetworkPolicy"
    | "ClusterNetworkPolicy"
    | "SecurityGroup"
    | "Subnet"
    | "Node";
  /** null for what is cluster-scoped. */
  readonly namespace: string | null;
  readonly name: string;
}

/**
 * The owner of a port group, from its external_ids alone: names are not parsed back, `-` became `.`
 * in them (kube-ovn pkg/controller/network_policy.go). null for groups that carry no policy.
 *
 * The groups of nodes (`np=node/<node>`) and of subnets on nodes (`np=<subnet>/<node>`) look like
 * policies: the key `node`, and before Kube-OVN 1.14 the prefix `node/`, tell them apart.
 */
export function ownerOfPortGroup(group: PortGroup): PolicyReference | null {
  const ids = group.externalIds;
  const np = ids.get("np");
  const node = ids.get("node");
  if (np !== undefined) {
    if (ids.has("subnet")) return null;
    const slash = np.indexOf("/");
    const namespace = np.slice(0, slash);
    const name = np.slice(slash + 1);
    if (slash < 1 || name === "") return null;
    if (node !== undefined || (namespace === "node" && isNodeGroup(group.name, name))) {
      return { kind: "Node", namespace: null, name: node ?? name };
    }
    return { kind: "NetworkPolicy", namespace, name };
  }
  const clusterScoped = [
    ["anp", "AdminNetworkPolicy"],
    ["banp", "BaselineAdminNetworkPolicy"],
    ["cnp", "ClusterNetworkPolicy"],
    ["sg", "SecurityGroup"],
  ] as const;
  for (const [key, kind] of clusterScoped) {
    const name = ids.get(key);
    if (name !== undefined) return { kind, namespace: null, name };
  }
  return null;
}

/**
 * The group that drops what no security group allows: every port with a security group is in it
 * (kube-ovn pkg/util/const.go DenyAllSecurityGroup).
 */
export function isDenyAllGroup(group: PortGroup): boolean {
  return group.externalIds.get("sg") === "kubeovn_deny_all";
}

/** A namespace may be called `node`: then the group's name ends, not begins, with it. */
function isNodeGroup(groupName: string, node: string): boolean {
  return groupName === `node.${node}` || groupName === `node.${node.replaceAll("-", ".")}`;
}

/** `NetworkPolicy default/deny-all`, `Subnet ovn-default`. */
export function policyText(policy: PolicyReference): string {
  return `${policy.kind} ${policy.namespace === null ? "" : `${policy.namespace}/`}${policy.name}`;
}

import type { DesiredRow } from "../ovsdb/desired.ts";
import type { PolicySpec, Topology } from "../topology/specs.ts";
import { addressesOf } from "../topology/topology.ts";
import { type AclSpec, aclRow } from "./acl.ts";
import { groupRow } from "./port-groups.ts";

/** What a NetworkPolicy becomes in NB (Kube-OVN pkg/controller/network_policy.go). */
export interface PolicyObjects {
  readonly group: string;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly acls: readonly AclSpec[];
  readonly addressSets: readonly AddressSetSpec[];
}

export interface AddressSetSpec {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly externalIds: Readonly<Record<string, string>>;
}

/** Default deny 2000, allow 2001; egress rules are evaluated after load balancing. */
const dropPriority = 2000;
const allowPriority = 2001;

export function policyObjects(topology: Topology, policy: PolicySpec): PolicyObjects {
  const { namespace, name, direction } = policy;
  const group = `${name}.${namespace}`.replaceAll("-", ".");
  const np = `${namespace}/${name}`;
  const ingress = direction === "ingress";
  const port = `${ingress ? "outport" : "inport"} == @${group}`;
  const common = {
    parent: group,
    direction: ingress ? ("to-lport" as const) : ("from-lport" as const),
    afterLoadBalancer: !ingress,
  };
  const deny: AclSpec = {
    ...common,
    priority: dropPriority,
    match: `${port} && ip`,
    action: "drop",
    name: np,
  };
  const acls = [deny];
  const addressSets: AddressSetSpec[] = [];
  for (const family of policy.allow === undefined ? [] : (["IPv4", "IPv6"] as const)) {
    const { from, tcpPort } = policy.allow ?? { from: [], tcpPort: 0 };
    const allowed = `${group}.${direction}.allow.${family}.0`;
    const except = `${group}.${direction}.except.${family}.0`;
    const peer = `${family === "IPv4" ? "ip4" : "ip6"}.${ingress ? "src" : "dst"}`;
    const peers = `${peer} == $${allowed} && ${peer} != $${except}`;
    acls.push({
      ...common,
      priority: allowPriority,
      match: `${port} && ip && ${peers} && tcp.dst == ${tcpPort}`,
      action: "allow-related",
      name: `np/${name}.${namespace}/${direction}/${family}/0`,
    });
    const peerPods = topology.pods.filter(
      (pod) => pod.namespace === namespace && from.includes(pod.name),
    );
    const externalIds = { np: `${np}/${direction}`, vendor: "kube-ovn" };
    const ofFamily = (ip: string): boolean => ip.includes(":") === (family === "IPv6");
    const { cidr, except: exceptions } = policy.allow?.block ?? { cidr: undefined, except: [] };
    const addresses = [
      ...peerPods.flatMap((pod) => addressesOf(pod).map(({ ip }) => ip)),
      ...(cidr === undefined ? [] : [cidr]),
    ].filter(ofFamily);
    addressSets.push({ name: allowed, addresses, externalIds });
    addressSets.push({ name: except, addresses: exceptions.filter(ofFamily), externalIds });
  }
  const selected = topology.pods.filter(
    (pod) => pod.namespace === namespace && pod.name === policy.selects,
  );
  const ports = selected.map(({ logicalPort }) => logicalPort);
  return { group, externalIds: { np }, ports, acls, addressSets };
}

export function policyRows(topology: Topology): DesiredRow[] {
  return topology.policies.flatMap((policy) => {
    const objects = policyObjects(topology, policy);
    const acls = objects.acls.map(aclRow);
    const keys = acls.map(({ key }) => key);
    const sets = objects.addressSets.map(({ name, addresses, externalIds }) => ({
      table: "Address_Set",
      key: name,
      columns: { name, addresses, external_ids: { map: externalIds } },
    }));
    return [groupRow(objects.group, objects.ports, keys, objects.externalIds), ...acls, ...sets];
  });
}

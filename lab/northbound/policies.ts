import type { DesiredRow } from "../ovsdb/desired.ts";
import { type AddressFamily, addressFamilies, familyOf } from "../topology/addresses.ts";
import type { PodSpec, PolicySpec, Topology } from "../topology/specs.ts";
import { addressesOf, nicsOf } from "../topology/topology.ts";
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

/** What all ACLs of a policy's direction have in common. */
interface Direction {
  readonly common: Pick<AclSpec, "parent" | "direction" | "afterLoadBalancer">;
  /** Its port group, as a match. */
  readonly port: string;
  /** "src" or "dst": where the address of the peer stands. */
  readonly peer: string;
}

export function policyObjects(topology: Topology, policy: PolicySpec): PolicyObjects {
  const { namespace, name } = policy;
  const group = `${name}.${namespace}`.replaceAll("-", ".");
  const np = `${namespace}/${name}`;
  const selected = podsNamed(topology, namespace, [policy.selects]);
  const families = addressFamilies.filter((family) =>
    addressesOfPods(selected).some((ip) => familyOf(ip) === family),
  );
  const direction = directionOf(policy, group);
  const deny: AclSpec = {
    ...direction.common,
    priority: dropPriority,
    match: `${direction.port} && ip`,
    action: "drop",
    name: np,
    ...(policy.log === undefined ? {} : { log: policy.log }),
  };
  const acls = families.flatMap((family) => allowAcls(topology, policy, direction, family));
  const gateway = families.includes("IPv6") ? neighbourAcls(group) : [];
  return {
    group,
    externalIds: { np },
    ports: selected.flatMap((pod) => nicsOf(pod).map(({ logicalPort }) => logicalPort)),
    acls: [deny, ...acls, ...gateway],
    addressSets: families.flatMap((family) => addressSets(topology, policy, group, family)),
  };
}

function directionOf({ direction }: PolicySpec, group: string): Direction {
  const ingress = direction === "ingress";
  return {
    common: {
      parent: group,
      direction: ingress ? "to-lport" : "from-lport",
      afterLoadBalancer: !ingress,
    },
    port: `${ingress ? "outport" : "inport"} == @${group}`,
    peer: ingress ? "src" : "dst",
  };
}

/**
 * Of the policy's one rule: an ACL for the pods it names, and one for the block, whose exceptions
 * stand in the match. A policy without rules has an ACL all the same, on sets that stay empty.
 */
function allowAcls(
  topology: Topology,
  policy: PolicySpec,
  { common, port, peer }: Direction,
  family: AddressFamily,
): AclSpec[] {
  const { namespace, name, direction, allow } = policy;
  const field = `${family === "IPv4" ? "ip4" : "ip6"}.${peer}`;
  const { allowed, except } = setNames(policy, common.parent, family);
  const ports = allow === undefined ? "" : ` && ${portMatch(allow)}`;
  const acl = (peers: string, suffix: string): AclSpec => ({
    ...common,
    priority: allowPriority,
    match: `${port} && ip && ${peers}${ports}`,
    action: "allow-related",
    name: `np/${name}.${namespace}/${direction}/${family}/${suffix}`,
  });
  const bySet = acl(`${field} == $${allowed} && ${field} != $${except}`, ruleOf(policy));
  if (allow === undefined) return [bySet];
  const peers = peersOf(topology, policy, family);
  const block = blockMatch(allow.block, field, family);
  return [
    ...(peers.length === 0 ? [] : [bySet]),
    ...(block === undefined ? [] : [acl(`(${block})`, "0/ipBlock")]),
  ];
}

function portMatch({ tcpPort, lastTcpPort }: NonNullable<PolicySpec["allow"]>): string {
  if (lastTcpPort === undefined) return `tcp.dst == ${tcpPort}`;
  return `${tcpPort} <= tcp.dst <= ${lastTcpPort}`;
}

/** Undefined where the policy has no block of this family. */
function blockMatch(
  block: NonNullable<PolicySpec["allow"]>["block"],
  field: string,
  family: AddressFamily,
): string | undefined {
  if (block === undefined || familyOf(block.cidr) !== family) return undefined;
  const { cidr, except } = block;
  const inside = `${field} == ${cidr}`;
  return except.length === 0 ? inside : `${inside} && ${field} != {${except.join(", ")}}`;
}

/**
 * Where IPv6 is, all of ICMPv6 passes in both directions, for gateways are looked for with it.
 * There is no port in the match: it holds for the whole switch (pkg/ovs/ovn-nb-acl.go,
 * CreateGatewayACL).
 */
function neighbourAcls(parent: string): AclSpec[] {
  const common = {
    parent,
    priority: allowPriority,
    match: "icmp6",
    action: "allow-stateless",
  } as const;
  return [
    { ...common, direction: "from-lport", afterLoadBalancer: true },
    { ...common, direction: "to-lport" },
  ];
}

function addressSets(
  topology: Topology,
  policy: PolicySpec,
  group: string,
  family: AddressFamily,
): AddressSetSpec[] {
  const { namespace, name, direction } = policy;
  const { allowed, except } = setNames(policy, group, family);
  const externalIds = { np: `${namespace}/${name}/${direction}`, vendor: "kube-ovn" };
  return [
    { name: allowed, addresses: peersOf(topology, policy, family), externalIds },
    { name: except, addresses: [], externalIds },
  ];
}

interface SetNames {
  readonly allowed: string;
  readonly except: string;
}

function setNames(policy: PolicySpec, group: string, family: AddressFamily): SetNames {
  const rule = ruleOf(policy);
  return {
    allowed: `${group}.${policy.direction}.allow.${family}.${rule}`,
    except: `${group}.${policy.direction}.except.${family}.${rule}`,
  };
}

/** The number of the policy's one rule, or what stands in its place where there is none. */
function ruleOf({ allow }: PolicySpec): string {
  return allow === undefined ? "all" : "0";
}

/** Addresses of the pods that the policy's rule names. */
function peersOf(topology: Topology, policy: PolicySpec, family: AddressFamily): string[] {
  const pods = podsNamed(topology, policy.namespace, policy.allow?.from ?? []);
  return addressesOfPods(pods).filter((ip) => familyOf(ip) === family);
}

function podsNamed(topology: Topology, namespace: string, names: readonly string[]): PodSpec[] {
  return topology.pods.filter((pod) => pod.namespace === namespace && names.includes(pod.name));
}

/** Of all their interfaces. */
function addressesOfPods(pods: readonly PodSpec[]): string[] {
  return pods.flatMap(nicsOf).flatMap((nic) => addressesOf(nic).map(({ ip }) => ip));
}

export function policyRows(topology: Topology): DesiredRow[] {
  return topology.policies.flatMap((policy) => rowsOf(policyObjects(topology, policy)));
}

/** The rows of what a policy of any kind becomes. */
export function rowsOf({
  group,
  ports,
  externalIds,
  acls,
  addressSets,
}: PolicyObjects): DesiredRow[] {
  const rows = acls.map(aclRow);
  const sets = addressSets.map((set) => ({
    table: "Address_Set",
    key: set.name,
    columns: { name: set.name, addresses: set.addresses, external_ids: { map: set.externalIds } },
  }));
  const keys = rows.map(({ key }) => key);
  return [groupRow(group, ports, keys, externalIds), ...rows, ...sets];
}

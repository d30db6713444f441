import type { PodSpec } from "../topology/specs.ts";
import { addressesOf } from "../topology/topology.ts";
import { type AclSpec, defaultTier } from "./acl.ts";
import type { PolicyObjects } from "./policies.ts";

/** Argument vectors for `ovn-nbctl` that make what Kube-OVN's controller would make. */

/** Adds ACLs to a port group or a switch, to be put after other commands of one transaction. */
export function addAclsCommand(
  table: "Port_Group" | "Logical_Switch",
  acls: readonly AclSpec[],
  withTier: boolean,
): string[] {
  return acls.flatMap((acl, index) => {
    const id = `@acl${index}`;
    const columns = aclColumns(acl, withTier);
    return [
      "--",
      `--id=${id}`,
      "create",
      "ACL",
      ...columns,
      "--",
      "add",
      table,
      acl.parent,
      "acls",
      id,
    ];
  });
}

/** Makes a NetworkPolicy's port group, address sets and ACLs in one transaction. */
export function createPolicyCommand(objects: PolicyObjects, withTier: boolean): string[] {
  const { group, ports, externalIds, addressSets, acls } = objects;
  const ids = Object.entries({ ...externalIds, vendor: "kube-ovn" });
  const sets = addressSets.flatMap(({ name, addresses, externalIds: setIds }) => [
    "--",
    "create",
    "Address_Set",
    `name=${quote(name)}`,
    `addresses=[${addresses.map(quote).join(",")}]`,
    ...Object.entries(setIds).map(([key, value]) => `external_ids:${key}=${quote(value)}`),
  ]);
  return [
    ...["pg-add", group, ...ports],
    ...["--", "set", "Port_Group", group],
    ...ids.map(([key, value]) => `external_ids:${key}=${quote(value)}`),
    ...sets,
    ...addAclsCommand("Port_Group", acls, withTier),
  ];
}

/**
 * Makes the logical switch port of a pod, without the port groups that it belongs to. By `set`,
 * which takes addresses that another port has, as Kube-OVN's own client does.
 */
export function addPortCommand(pod: PodSpec): string[] {
  const { logicalPort, subnet, mac, namespace, name, vm } = pod;
  const addresses = [mac, ...addressesOf(pod).map(({ ip }) => ip)].join(" ");
  const ids = { ls: subnet, pod: `${namespace}/${vm ?? name}`, vendor: "kube-ovn" };
  return [
    ...["lsp-add", subnet, logicalPort],
    ...["--", "set", "Logical_Switch_Port", logicalPort, `addresses=${quote(addresses)}`],
    ...Object.entries(ids).map(([key, value]) => `external_ids:${key}=${quote(value)}`),
  ];
}

function aclColumns(acl: AclSpec, withTier: boolean): string[] {
  const { parent, direction, priority, match, action, name } = acl;
  return [
    `direction=${direction}`,
    `priority=${priority}`,
    `match=${quote(match)}`,
    `action=${action}`,
    ...(name === undefined ? [] : [`name=${quote(name)}`]),
    ...(acl.log ? ["log=true", "severity=warning"] : []),
    ...(acl.afterLoadBalancer ? ["options:apply-after-lb=true"] : []),
    ...(withTier ? [`tier=${acl.tier ?? defaultTier}`] : []),
    ...Object.entries(acl.externalIds ?? {}).map(
      ([key, value]) => `external_ids:${key}=${quote(value)}`,
    ),
    `external_ids:parent=${quote(parent)}`,
    "external_ids:vendor=kube-ovn",
  ];
}

/** A string as the OVSDB tools read it: JSON. */
function quote(text: string): string {
  return JSON.stringify(text);
}

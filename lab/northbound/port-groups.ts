import type { DesiredRow } from "../ovsdb/desired.ts";
import type { NodeSpec, SubnetSpec, Topology } from "../topology/specs.ts";
import { nicsOf, subnetsOf, vpc } from "../topology/topology.ts";
import { aclRow } from "./acl.ts";

/** Port group of a Subnet's pods on a node, for distributed gateways; dashes become dots. */
export function subnetNodeGroup(subnet: string, node: string): string {
  return `${subnet}.${node}`.replaceAll("-", ".");
}

/** Port group of all pods on a node. */
export function nodeGroup(node: string): string {
  return `node-${node}`.replaceAll("-", ".");
}

/** Port groups that no NetworkPolicy makes, and the ACLs that let a node reach its pods. */
export function portGroupRows(topology: Topology): DesiredRow[] {
  const rows: DesiredRow[] = [];
  for (const node of topology.nodes) {
    for (const { name: subnet } of subnetsOf(topology).filter(isDistributed)) {
      const externalIds = { subnet, node: node.name, np: `${subnet}/${node.name}` };
      const ports = portsOn(topology, node, subnet);
      rows.push(groupRow(subnetNodeGroup(subnet, node.name), ports, [], externalIds));
    }
    const acls = nodeAcls(node);
    const externalIds = { node: node.name, np: `node/${node.name}` };
    const keys = acls.map(({ key }) => key);
    rows.push(groupRow(nodeGroup(node.name), portsOn(topology, node), keys, externalIds), ...acls);
  }
  return rows;
}

function isDistributed(subnet: SubnetSpec): boolean {
  return subnet.gatewayNodes.length === 0;
}

export function groupRow(
  name: string,
  ports: readonly string[],
  acls: readonly string[],
  externalIds: Readonly<Record<string, string>>,
): DesiredRow {
  return {
    table: "Port_Group",
    key: name,
    columns: {
      name,
      ports: { table: "Logical_Switch_Port", keys: ports },
      acls: { table: "ACL", keys: acls },
      external_ids: { map: { ...externalIds, vendor: "kube-ovn" } },
    },
  };
}

/** Pods of the default VPC alone, those of underlay Subnets as well. */
function portsOn(topology: Topology, node: NodeSpec, subnet?: string): string[] {
  const own = topology.subnets.filter((one) => one.vpc === vpc).map(({ name }) => name);
  return topology.pods
    .filter((pod) => pod.node === node.name)
    .flatMap(nicsOf)
    .filter((nic) => (subnet === undefined ? own.includes(nic.subnet) : nic.subnet === subnet))
    .map((nic) => nic.logicalPort);
}

/** Kubelet's probes pass whatever the policies say (Kube-OVN pkg/ovs/ovn-nb-acl.go, node ACL). */
function nodeAcls(node: NodeSpec): DesiredRow[] {
  const parent = nodeGroup(node.name);
  const common = { parent, priority: 3000, action: "allow-related" } as const;
  const both = [
    { ip: node.ip, family: "ip4" },
    { ip: node.ip6, family: "ip6" },
  ];
  return both.flatMap(({ ip, family }) => [
    aclRow({
      ...common,
      direction: "to-lport",
      match: `${family}.src == ${ip} && ${family}.dst == $${parent}_${family}`,
    }),
    aclRow({
      ...common,
      direction: "from-lport",
      match: `${family}.dst == ${ip} && ${family}.src == $${parent}_${family}`,
      afterLoadBalancer: true,
    }),
  ]);
}

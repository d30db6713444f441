import type { DesiredRow } from "../ovsdb/desired.ts";
import { type SubnetSpec, type Topology, vpc } from "../topology.ts";
import { subnetNodeGroup } from "./port-groups.ts";

const vendor = { vendor: "kube-ovn" };

/**
 * Logical router `ovn-cluster`: ports, policies and default route of Kube-OVN's default VPC
 * (pkg/controller/{vpc,subnet,node}.go; priorities in pkg/util/const.go).
 */
export function routerRows(topology: Topology): DesiredRow[] {
  const switches = [...topology.subnets, topology.join];
  const ports = switches.map(routerPort);
  const policies = [
    ...switches.map(subnetPolicy),
    ...topology.nodes.map(nodePolicy),
    ...gatewayPolicies(topology),
  ];
  const route: DesiredRow = {
    table: "Logical_Router_Static_Route",
    key: `0.0.0.0/0 ${topology.join.gateway}`,
    columns: {
      ip_prefix: "0.0.0.0/0",
      nexthop: topology.join.gateway,
      policy: ["dst-ip"],
      external_ids: { map: vendor },
    },
  };
  const router: DesiredRow = {
    table: "Logical_Router",
    key: vpc,
    columns: {
      name: vpc,
      ports: { table: "Logical_Router_Port", keys: ports.map(({ key }) => key) },
      policies: { table: "Logical_Router_Policy", keys: policies.map(({ key }) => key) },
      static_routes: { table: "Logical_Router_Static_Route", keys: [route.key] },
      options: { map: { mac_binding_age_threshold: "300", dynamic_neigh_routers: "true" } },
      external_ids: { map: vendor },
    },
  };
  return [router, ...ports, ...policies, route];
}

function routerPort(subnet: SubnetSpec): DesiredRow {
  const name = `${vpc}-${subnet.name}`;
  const columns = {
    name,
    mac: subnet.gatewayMac,
    networks: [`${subnet.gateway}/${subnet.prefixLength}`],
    external_ids: { map: { lr: vpc, ...vendor } },
  };
  return { table: "Logical_Router_Port", key: name, columns };
}

/** East-west traffic stays routed. */
function subnetPolicy(subnet: SubnetSpec): DesiredRow {
  return policy(31_000, `ip4.dst == ${subnet.cidr}`, [], { subnet: subnet.name });
}

/** What goes to a node's own address leaves through that node. */
function nodePolicy(node: Topology["nodes"][number]): DesiredRow {
  const externalIds = { node: node.name, "address-family": "4" };
  return policy(30_000, `ip4.dst == ${node.encapIp}`, [node.joinIp], externalIds);
}

function gatewayPolicies(topology: Topology): DesiredRow[] {
  return topology.subnets.flatMap((subnet) =>
    subnet.gatewayNodes.length === 0
      ? distributedGateway(topology, subnet)
      : [centralizedGateway(topology, subnet)],
  );
}

/** A pod's outgoing traffic leaves through its own node. */
function distributedGateway(topology: Topology, subnet: SubnetSpec): DesiredRow[] {
  return topology.nodes.map((node) =>
    policy(29_000, `ip4.src == $${subnetNodeGroup(subnet.name, node.name)}_ip4`, [node.joinIp], {
      subnet: subnet.name,
      node: node.name,
    }),
  );
}

/** The outgoing traffic of all pods leaves through the gateway nodes; each is an `external_ids`. */
function centralizedGateway(topology: Topology, subnet: SubnetSpec): DesiredRow {
  const nodes = topology.nodes.filter(({ name }) => subnet.gatewayNodes.includes(name));
  const externalIds = Object.fromEntries(nodes.map(({ name, joinIp }) => [name, joinIp]));
  const nexthops = nodes.map(({ joinIp }) => joinIp);
  return policy(29_000, `ip4.src == ${subnet.cidr}`, nexthops, {
    subnet: subnet.name,
    ...externalIds,
  });
}

function policy(
  priority: number,
  match: string,
  nexthops: readonly string[],
  externalIds: Readonly<Record<string, string>>,
): DesiredRow {
  const columns = {
    priority,
    match,
    action: nexthops.length === 0 ? "allow" : "reroute",
    nexthops,
    external_ids: { map: { ...externalIds, ...vendor } },
  };
  return { table: "Logical_Router_Policy", key: `${priority} ${match}`, columns };
}

import type { DesiredRow } from "../ovsdb/desired.ts";
import type { NodeSpec, SubnetSpec, Topology } from "../topology/specs.ts";
import {
  blocksOf,
  customVpcs,
  interconnectedSubnets,
  routerIpOf,
  subnetsOf,
  vpc,
} from "../topology/topology.ts";
import { customRouterRows } from "./custom-router.ts";
import { interconnectionPolicies } from "./interconnection.ts";
import { subnetNodeGroup } from "./port-groups.ts";
import { learningOptions } from "./router-options.ts";
import { fieldOf, routerPolicy } from "./router-policy.ts";

const vendor = { vendor: "kube-ovn" };

/** The logical router of every VPC (pkg/controller/{vpc,subnet,node}.go). */
export function routerRows(topology: Topology): DesiredRow[] {
  const custom = customVpcs(topology).flatMap((name) => customRouter(topology, name));
  return [...clusterRouter(topology), ...custom];
}

/** A VPC of its own knows its Subnets, and the VPC that it is peered with. */
function customRouter(topology: Topology, name: string): DesiredRow[] {
  const { routes, morePorts, morePolicies, moreColumns, moreRows } = customRouterRows(
    topology,
    name,
  );
  const ports = [...subnetsOf(topology, name).map(routerPort), ...morePorts];
  const policies = [...subnetsOf(topology, name).flatMap(subnetPolicies), ...morePolicies];
  const router: DesiredRow = {
    table: "Logical_Router",
    key: name,
    columns: {
      name,
      ports: { table: "Logical_Router_Port", keys: ports.map(({ key }) => key) },
      policies: { table: "Logical_Router_Policy", keys: policies.map(({ key }) => key) },
      static_routes: { table: "Logical_Router_Static_Route", keys: routes.map(({ key }) => key) },
      ...moreColumns,
      external_ids: { map: vendor },
    },
  };
  return [router, ...ports, ...policies, ...routes, ...moreRows];
}

/**
 * `ovn-cluster`: ports, policies and default route of the default VPC (priorities in
 * pkg/util/const.go).
 */
function clusterRouter(topology: Topology): DesiredRow[] {
  const switches = [...subnetsOf(topology), topology.join];
  const interconnected = interconnectedSubnets(topology);
  const ports = [...switches, ...interconnected].map(routerPort);
  const policies = [
    ...switches.flatMap(subnetPolicies),
    ...topology.nodes.flatMap(nodePolicies),
    ...gatewayPolicies(topology),
    ...interconnectionPolicies(topology),
  ];
  const routes = blocksOf(topology.join).map(({ gateway }) => defaultRoute(gateway));
  const router: DesiredRow = {
    table: "Logical_Router",
    key: vpc,
    columns: {
      name: vpc,
      ports: { table: "Logical_Router_Port", keys: ports.map(({ key }) => key) },
      policies: { table: "Logical_Router_Policy", keys: policies.map(({ key }) => key) },
      static_routes: { table: "Logical_Router_Static_Route", keys: routes.map(({ key }) => key) },
      // As underlay Subnets are joined to it.
      options: { map: learningOptions },
      external_ids: { map: vendor },
    },
  };
  return [router, ...ports, ...policies, ...routes];
}

function defaultRoute(nexthop: string): DesiredRow {
  const prefix = nexthop.includes(":") ? "::/0" : "0.0.0.0/0";
  return {
    table: "Logical_Router_Static_Route",
    key: `${prefix} ${nexthop}`,
    columns: {
      ip_prefix: prefix,
      nexthop,
      policy: ["dst-ip"],
      external_ids: { map: vendor },
    },
  };
}

function routerPort(subnet: SubnetSpec): DesiredRow {
  const name = `${subnet.vpc}-${subnet.name}`;
  const columns = {
    name,
    mac: subnet.gatewayMac,
    networks: blocksOf(subnet).map((block) => `${routerIpOf(block)}/${block.prefixLength}`),
    external_ids: { map: { lr: subnet.vpc, ...vendor } },
  };
  return { table: "Logical_Router_Port", key: name, columns };
}

/** East-west traffic stays routed. */
function subnetPolicies(subnet: SubnetSpec): DesiredRow[] {
  return blocksOf(subnet).map(({ cidr }) =>
    routerPolicy(31_000, `${fieldOf(cidr)}.dst == ${cidr}`, [], { subnet: subnet.name }),
  );
}

/** What goes to a node's own address leaves through that node. */
function nodePolicies(node: NodeSpec): DesiredRow[] {
  const both = [
    { ip: node.ip, joinIp: node.joinIp, family: "4" },
    { ip: node.ip6, joinIp: node.joinIp6, family: "6" },
  ];
  return both.map(({ ip, joinIp, family }) => {
    const externalIds = { node: node.name, "address-family": family };
    return routerPolicy(30_000, `${fieldOf(ip)}.dst == ${ip}`, [joinIp], externalIds);
  });
}

function gatewayPolicies(topology: Topology): DesiredRow[] {
  return subnetsOf(topology).flatMap((subnet) =>
    subnet.gatewayNodes.length === 0
      ? distributedGateway(topology, subnet)
      : centralizedGateway(topology, subnet),
  );
}

/** A pod's outgoing traffic leaves through its own node. */
function distributedGateway(topology: Topology, subnet: SubnetSpec): DesiredRow[] {
  return topology.nodes.flatMap((node) => {
    const group = subnetNodeGroup(subnet.name, node.name);
    const externalIds = { subnet: subnet.name, node: node.name };
    const v4 = routerPolicy(29_000, `ip4.src == $${group}_ip4`, [node.joinIp], externalIds);
    const v6 = routerPolicy(29_000, `ip6.src == $${group}_ip6`, [node.joinIp6], externalIds);
    return subnet.v6 === undefined ? [v4] : [v4, v6];
  });
}

/** The outgoing traffic of all pods leaves through the gateway nodes; each is an `external_ids`. */
function centralizedGateway(topology: Topology, subnet: SubnetSpec): DesiredRow[] {
  const nodes = topology.nodes.filter(({ name }) => subnet.gatewayNodes.includes(name));
  return blocksOf(subnet).map(({ cidr }) => {
    const field = fieldOf(cidr);
    const joinIps = nodes.map((node) => (field === "ip6" ? node.joinIp6 : node.joinIp));
    const externalIds = Object.fromEntries(
      nodes.map(({ name }, index) => [name, joinIps[index] ?? ""]),
    );
    return routerPolicy(29_000, `${field}.src == ${cidr}`, joinIps, {
      subnet: subnet.name,
      ...externalIds,
    });
  });
}

import type { DesiredRow } from "../ovsdb/desired.ts";
import type { NicSpec, PodSpec, SubnetSpec, Topology, UnderlaySubnet } from "../topology/specs.ts";
import { addressesOf, joinSwitch, nicsOf, vpc } from "../topology/topology.ts";
import { loadBalancersOf } from "./services.ts";

/**
 * Logical switches and their ports (Kube-OVN pkg/ovs/ovn-nb-logical_switch_port.go): a switch per
 * Subnet and `join`, a port per pod named `<pod>.<namespace>`, `node-<node>` on `join`, and
 * `<switch>-<router>` towards the router.
 */
export function switchRows(topology: Topology): DesiredRow[] {
  const rows: DesiredRow[] = [];
  for (const subnet of topology.subnets) {
    const { vlan } = subnet;
    const ports = [
      ...routersOf(topology, subnet).map((router) => routerPort(subnet, router)),
      ...(vlan === undefined ? [] : [localnetPort({ ...subnet, vlan })]),
      ...podPorts(topology, subnet),
    ];
    rows.push(...switchRow(subnet, ports, loadBalancersOf(subnet.vpc)));
  }
  const nodes = topology.nodes.map(({ name, joinMac, joinIp, joinIp6 }) =>
    switchPort(`node-${name}`, {
      addresses: [`${joinMac} ${joinIp} ${joinIp6}`],
      external_ids: { map: { ls: joinSwitch, vendor: "kube-ovn" } },
    }),
  );
  rows.push(...switchRow(topology.join, [routerPort(topology.join, vpc), ...nodes], []));
  return rows;
}

/** The routers on a Subnet: its own VPC's, or those that it is the external network of. */
function routersOf({ externalNetworks }: Topology, subnet: SubnetSpec): string[] {
  const isRouted = subnet.vlan === undefined || subnet.joined !== undefined;
  const across = externalNetworks.filter((network) => network.subnet === subnet.name);
  return [...(isRouted ? [subnet.vpc] : []), ...across.map((network) => network.vpc)];
}

function podPorts(topology: Topology, subnet: SubnetSpec): DesiredRow[] {
  return topology.pods.flatMap((pod) =>
    nicsOf(pod)
      .filter((nic) => nic.subnet === subnet.name)
      .map((nic) => podPort(pod, nic, subnet.vpc)),
  );
}

/** Towards a router. */
function routerPort({ name }: SubnetSpec, router: string): DesiredRow {
  return switchPort(`${name}-${router}`, {
    type: "router",
    addresses: ["router"],
    options: { map: { "router-port": `${router}-${name}` } },
    external_ids: { map: { ls: name, vendor: "kube-ovn" } },
  });
}

/** Where an underlay Subnet meets the physical network (CreateLocalnetLogicalSwitchPort). */
function localnetPort(subnet: UnderlaySubnet): DesiredRow {
  const { name, cidr, v6, vlan } = subnet;
  return switchPort(localnetPortOf(subnet), {
    type: "localnet",
    addresses: ["unknown"],
    tag: [vlan.id],
    options: { map: { network_name: vlan.provider } },
    external_ids: {
      map: {
        ls: name,
        ipv4_network: cidr,
        ...(v6 === undefined ? {} : { ipv6_network: v6.cidr }),
        vendor: "kube-ovn",
      },
    },
  });
}

export function localnetPortOf({ name }: SubnetSpec): string {
  return `localnet.${name}`;
}

function switchRow(
  { name }: SubnetSpec,
  ports: readonly DesiredRow[],
  loadBalancers: readonly string[],
): DesiredRow[] {
  const columns = {
    name,
    ports: { table: "Logical_Switch_Port", keys: ports.map(({ key }) => key) },
    load_balancer: { table: "Load_Balancer", keys: loadBalancers },
    external_ids: { map: { vendor: "kube-ovn" } },
  };
  return [{ table: "Logical_Switch", key: name, columns }, ...ports];
}

function podPort({ namespace, name, vm }: PodSpec, nic: NicSpec, router: string): DesiredRow {
  // Pods of other VPCs may be in the group of that name (pkg/controller/pod.go).
  const groups = router === vpc ? {} : { "associated_sg_default-securitygroup": "false" };
  const pod = `${namespace}/${vm ?? name}`;
  return switchPort(nic.logicalPort, {
    addresses: [[nic.mac, ...addressesOf(nic).map(({ ip }) => ip)].join(" ")],
    external_ids: { map: { ls: nic.subnet, pod, ...groups, vendor: "kube-ovn" } },
  });
}

function switchPort(name: string, columns: DesiredRow["columns"]): DesiredRow {
  return { table: "Logical_Switch_Port", key: name, columns: { name, ...columns } };
}

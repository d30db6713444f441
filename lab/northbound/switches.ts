import type { DesiredRow, References } from "../ovsdb/desired.ts";
import {
  addressesOf,
  joinSwitch,
  type NicSpec,
  nicsOf,
  type PodSpec,
  type SubnetSpec,
  type Topology,
} from "../topology.ts";
import { loadBalancersOf } from "./services.ts";

/**
 * Logical switches and their ports (Kube-OVN pkg/ovs/ovn-nb-logical_switch_port.go): a switch per
 * Subnet and `join`, a port per pod named `<pod>.<namespace>`, `node-<node>` on `join`, and
 * `<switch>-<router>` towards the router.
 */
export function switchRows(topology: Topology): DesiredRow[] {
  const rows: DesiredRow[] = [];
  for (const subnet of topology.subnets) {
    const pods = topology.pods.flatMap((pod) =>
      nicsOf(pod)
        .filter((nic) => nic.subnet === subnet.name)
        .map((nic) => podPort(pod, nic)),
    );
    const keys = loadBalancersOf(subnet.vpc);
    rows.push(...switchWith(subnet, pods, { table: "Load_Balancer", keys }));
  }
  const nodes = topology.nodes.map(({ name, joinMac, joinIp, joinIp6 }) =>
    switchPort(`node-${name}`, {
      addresses: [`${joinMac} ${joinIp} ${joinIp6}`],
      external_ids: { map: { ls: joinSwitch, vendor: "kube-ovn" } },
    }),
  );
  rows.push(...switchWith(topology.join, nodes, { table: "Load_Balancer", keys: [] }));
  return rows;
}

function switchWith(
  subnet: SubnetSpec,
  ports: readonly DesiredRow[],
  loadBalancers: References,
): DesiredRow[] {
  const { name, vpc } = subnet;
  const toRouter = switchPort(`${name}-${vpc}`, {
    type: "router",
    addresses: ["router"],
    options: { map: { "router-port": `${vpc}-${name}` } },
    external_ids: { map: { ls: name, vendor: "kube-ovn" } },
  });
  const all = [toRouter, ...ports];
  const columns = {
    name,
    ports: { table: "Logical_Switch_Port", keys: all.map(({ key }) => key) },
    load_balancer: loadBalancers,
    external_ids: { map: { vendor: "kube-ovn" } },
  };
  return [{ table: "Logical_Switch", key: name, columns }, ...all];
}

function podPort({ namespace, name, vm }: PodSpec, nic: NicSpec): DesiredRow {
  return switchPort(nic.logicalPort, {
    addresses: [[nic.mac, ...addressesOf(nic).map(({ ip }) => ip)].join(" ")],
    external_ids: {
      map: { ls: nic.subnet, pod: `${namespace}/${vm ?? name}`, vendor: "kube-ovn" },
    },
  });
}

function switchPort(name: string, columns: DesiredRow["columns"]): DesiredRow {
  return { table: "Logical_Switch_Port", key: name, columns: { name, ...columns } };
}

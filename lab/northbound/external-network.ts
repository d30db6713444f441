import type { DesiredRow } from "../ovsdb/desired.ts";
import type { ExternalNetworkSpec, NodeSpec, PodSpec, Topology } from "../topology/specs.ts";
import { subnetNamed } from "../topology/topology.ts";
import { routerPolicy } from "./router-policy.ts";

const vendor = { vendor: "kube-ovn" };

/** What an external network adds to the router of a VPC. */
export interface ExternalRows {
  readonly port: DesiredRow;
  readonly nats: readonly DesiredRow[];
  readonly balancer: DesiredRow;
  readonly policy: DesiredRow;
  readonly chassis: readonly DesiredRow[];
}

/** `<vpc>-<external Subnet>`, its redirecting port in the southbound is `cr-` of that. */
export function externalPortOf({ vpc, subnet }: ExternalNetworkSpec): string {
  return `${vpc}-${subnet}`;
}

/** pkg/controller/{external_gw,ovn_snat,ovn_fip,ovn_dnat}.go and pkg/ovs. */
export function externalRows(topology: Topology, network: ExternalNetworkSpec): ExternalRows {
  const { subnet, routerIp, routerMac } = network;
  const { gateway, prefixLength } = subnetNamed(topology, subnet);
  const name = externalPortOf(network);
  const chassis = chassisRows(topology, network);
  return {
    port: {
      table: "Logical_Router_Port",
      key: name,
      columns: {
        name,
        mac: routerMac,
        networks: [`${routerIp}/${prefixLength}`],
        gateway_chassis: { table: "Gateway_Chassis", keys: chassis.map(({ key }) => key) },
        external_ids: { map: { lr: network.vpc, ...vendor } },
      },
    },
    nats: natRows(topology, network),
    balancer: dnatRow(topology, network),
    policy: routerPolicy(userPriority, outgoing(topology, network), [gateway], {}),
    chassis,
  };
}

/** Of `policyRoutes` that users write: below all that Kube-OVN writes itself. */
const userPriority = 100;

/** What `policyRoutes` of the Vpc match: all that leaves the router but for the network itself. */
export function outgoing(topology: Topology, { snat, subnet }: ExternalNetworkSpec): string {
  const [own, external] = [snat.subnet, subnet].map((name) => subnetNamed(topology, name).cidr);
  return `ip4.src==${own} && ip4.dst!=${external}`;
}

function chassisRows(topology: Topology, network: ExternalNetworkSpec): DesiredRow[] {
  const port = externalPortOf(network);
  return network.gatewayNodes.map((node, index) => {
    const { systemId } = nodeNamed(topology, node);
    const name = `${port}-${systemId}`;
    const columns = {
      name,
      chassis_name: systemId,
      priority: 100 - index,
      external_ids: { map: { lrp: port } },
    };
    return { table: "Gateway_Chassis", key: name, columns };
  });
}

/** Of a Subnet by the gateway chassis; a floating address by the chassis of the pod itself. */
function natRows(topology: Topology, { snat, fip }: ExternalNetworkSpec): DesiredRow[] {
  const { cidr } = subnetNamed(topology, snat.subnet);
  const { ip, mac, logicalPort } = podNamed(topology, fip.pod);
  const rows = [
    { type: "snat", external_ip: snat.ip, logical_ip: cidr },
    {
      type: "dnat_and_snat",
      external_ip: fip.ip,
      logical_ip: ip,
      logical_port: [logicalPort],
      external_mac: [mac],
      options: { map: { stateless: "false" } },
    },
  ];
  return rows.map((columns) => ({ table: "NAT", key: columns.external_ip, columns }));
}

export const dnatRule = "dnat1";

function dnatRow(topology: Topology, { dnat }: ExternalNetworkSpec): DesiredRow {
  const { ip } = podNamed(topology, dnat.pod);
  const columns = {
    name: dnatRule,
    protocol: ["tcp"],
    vips: { map: { [`${dnat.ip}:${dnat.port}`]: `${ip}:${dnat.podPort}` } },
    external_ids: { map: vendor },
  };
  return { table: "Load_Balancer", key: dnatRule, columns };
}

function nodeNamed({ nodes }: Topology, name: string): NodeSpec {
  const node = nodes.find((one) => one.name === name);
  if (node === undefined) throw new RangeError(`Cannot find gateway node ${name}`);
  return node;
}

function podNamed({ pods }: Topology, name: string): PodSpec {
  const pod = pods.find((one) => one.name === name);
  if (pod === undefined) throw new RangeError(`Cannot find pod ${name} of a NAT rule`);
  return pod;
}

import type { DesiredRow } from "../ovsdb/desired.ts";
import { macOf } from "../topology/addresses.ts";
import { fabricBridge, providerNetwork, vlanGatewayPort } from "../topology/provider-network.ts";
import type {
  NicSpec,
  NodeSpec,
  PodSpec,
  SwitchHost,
  Topology,
  UnderlaySubnet,
} from "../topology/specs.ts";
import { addressesOf, centralIp, nicsOf, underlaySubnets } from "../topology/topology.ts";

export const integrationBridge = "br-int";
/** Holds the node's uplink: with the userspace datapath, tunnels leave through a bridge. */
export const physicalBridge = "br-phy";
export const uplink = "eth0";
export const nodeInterface = "ovn0";
/** Where kube-ovn-cni sends copies of packets: of none by default (pkg/daemon/ovs.go). */
export const mirrorInterface = "mirror0";
export const mirrorName = "m0";

/** A node's declared Open_vSwitch database, with the `external_ids` of Kube-OVN's start-ovs.sh. */
export function openVswitchRows(topology: Topology, node: NodeSpec): DesiredRow[] {
  return [
    rootRow(node),
    ...bridge(
      physicalBridge,
      { other_config: { map: { hwaddr: bridgeMac(node, physicalBridge) } } },
      [iface(physicalBridge, { type: "internal" }), iface(uplink, {})],
    ),
    ...integrationRows(topology, node),
    ...providerRows(topology, node),
  ];
}

function integrationRows(topology: Topology, node: NodeSpec): DesiredRow[] {
  const pods = topology.pods.filter((pod) => pod.node === node.name);
  const mirror = {
    table: "Mirror",
    key: mirrorName,
    columns: { name: mirrorName, output_port: { table: "Port", keys: [mirrorInterface] } },
  };
  return [
    ...bridge(
      integrationBridge,
      {
        fail_mode: ["secure"],
        mirrors: { table: "Mirror", keys: [mirrorName] },
        other_config: {
          map: { "disable-in-band": "true", hwaddr: bridgeMac(node, integrationBridge) },
        },
      },
      [
        iface(integrationBridge, { type: "internal" }),
        iface(nodeInterface, nodeColumns(node)),
        iface(mirrorInterface, { type: "internal" }),
        ...pods.flatMap((pod) =>
          nicsOf(pod).map((nic) => iface(nic.hostInterface, nicColumns(pod, nic))),
        ),
      ],
    ),
    mirror,
  ];
}

/** The provider network's bridge; its NIC carries what is untagged as well. */
function providerRows(topology: Topology, node: NodeSpec): DesiredRow[] {
  const { bridge: name, interface: nic } = providerNetwork;
  const otherConfig = { hwaddr: bridgeMac(node, name), "mac-learning-fallback": "false" };
  return bridge(
    name,
    {
      other_config: { map: otherConfig },
      external_ids: { map: { ...vendor, "exchange-link-name": "false" } },
    },
    [iface(name, { type: "internal" }), iface(nic, {})],
    { [nic]: { trunks: [0, ...vlansOf(topology)], external_ids: { map: vendor } } },
  );
}

/** The physical switch: the nodes on trunks, hosts and the gateway on access ports. */
export function fabricRows(topology: Topology): DesiredRow[] {
  const plugged = [
    ...gatewaysInVlans(topology).map(({ vlan }) => ({ port: vlanGatewayPort(vlan), vlan })),
    ...topology.externals.flatMap(({ routerPort: port, vlan }) =>
      vlan === undefined ? [] : [{ port, vlan }],
    ),
  ];
  const gateways = new Set(gatewaysInVlans(topology).map(({ vlan }) => vlanGatewayPort(vlan)));
  return [
    {
      table: "Open_vSwitch",
      key: "root",
      columns: {
        bridges: { table: "Bridge", keys: [fabricBridge] },
        external_ids: { map: { "system-id": topology.fabric.name } },
        other_config: { map: oneThread },
      },
    },
    ...bridge(
      fabricBridge,
      { other_config: { map: { hwaddr: macOf(fabricBridge) } } },
      [
        iface(fabricBridge, { type: "internal" }),
        ...plugged.map(({ port }) =>
          iface(port, gateways.has(port) ? { type: "internal", mac: [macOf(port)] } : {}),
        ),
        ...topology.nodes.map(({ providerPort }) => iface(providerPort, {})),
      ],
      Object.fromEntries([
        ...plugged.map(({ port, vlan }) => [port, { tag: [vlan.id] }]),
        ...topology.nodes.map(({ providerPort }) => [providerPort, { trunks: vlansOf(topology) }]),
      ]),
    ),
  ];
}

function vlansOf(topology: Topology): number[] {
  return underlaySubnets(topology).map(({ vlan }) => vlan.id);
}

/** Underlay Subnets with a physical gateway. */
export function gatewaysInVlans(topology: Topology): UnderlaySubnet[] {
  return underlaySubnets(topology).filter(({ joined }) => joined !== "logicalGateway");
}

const vendor = { vendor: "kube-ovn" };
/** One thread of each kind: a lab has many switches and few cores. */
const oneThread = { "n-revalidator-threads": "1", "n-handler-threads": "1" };

export function bridgeMac(node: SwitchHost, bridge: string): string {
  return macOf(`${node.name} ${bridge}`);
}

function rootRow(node: NodeSpec): DesiredRow {
  const externalIds = {
    "system-id": node.systemId,
    hostname: node.name,
    "ovn-remote": `tcp:[${centralIp}]:6642`,
    "ovn-encap-type": "geneve",
    "ovn-encap-ip": node.encapIp,
    "ovn-encap-csum": "true",
    "ovn-bridge-datapath-type": "netdev",
    "ovn-encap-ip-default": node.encapIp,
    "ovn-bridge-mappings": `${providerNetwork.name}:${providerNetwork.bridge}`,
    "ovn-chassis-mac-mappings": `${providerNetwork.name}:${chassisMac(node)}`,
    "ovn-is-interconn": "false",
    "ovn-match-northd-version": "true",
    "ovn-remote-probe-interval": "10000",
    "ovn-openflow-probe-interval": "180",
  };
  return {
    table: "Open_vSwitch",
    key: "root",
    columns: {
      bridges: {
        table: "Bridge",
        keys: [physicalBridge, integrationBridge, providerNetwork.bridge],
      },
      external_ids: { map: externalIds },
      other_config: { map: { ...oneThread, "hw-offload": "false" } },
    },
  };
}

/** What neighbours in a VLAN see as source of what a router of OVN sends there from this node. */
function chassisMac(node: SwitchHost): string {
  return macOf(`${node.name} ${providerNetwork.name}`);
}

/** MAC address and MTU stand in no row: kube-ovn-cni sets them on the link. */
function nodeColumns(node: NodeSpec): DesiredRow["columns"] {
  return {
    type: "internal",
    external_ids: {
      map: { "iface-id": `node-${node.name}`, ip: `${node.joinIp},${node.joinIp6}` },
    },
  };
}

function nicColumns(pod: PodSpec, nic: NicSpec): DesiredRow["columns"] {
  const externalIds = {
    "iface-id": nic.logicalPort,
    vendor: "kube-ovn",
    pod_name: pod.vm ?? pod.name,
    pod_namespace: pod.namespace,
    pod_netns: `/var/run/netns/${pod.netns}`,
    ip: addressesOf(nic)
      .map(({ ip }) => ip)
      .join(","),
  };
  return { external_ids: { map: externalIds } };
}

function bridge(
  name: string,
  columns: DesiredRow["columns"],
  interfaces: readonly DesiredRow[],
  portColumns: Readonly<Record<string, DesiredRow["columns"]>> = {},
): DesiredRow[] {
  const ports = interfaces.map(({ key }) => ({
    table: "Port",
    key,
    columns: { name: key, interfaces: { table: "Interface", keys: [key] }, ...portColumns[key] },
  }));
  const references = { table: "Port", keys: ports.map(({ key }) => key) };
  const row = { table: "Bridge", key: name, columns: { name, ports: references, ...columns } };
  return [row, ...ports, ...interfaces];
}

function iface(name: string, columns: DesiredRow["columns"]): DesiredRow {
  return { table: "Interface", key: name, columns: { name, ...columns } };
}

import { centralNetns, underlayNetns } from "../names.ts";
import {
  bridgeMac,
  gatewaysInVlans,
  integrationBridge,
  mirrorInterface,
  nodeInterface,
  physicalBridge,
  uplink,
} from "../openvswitch/rows.ts";
import { familyOf, macOf } from "../topology/addresses.ts";
import { fabricBridge, providerNetwork, vlanGatewayPort } from "../topology/provider-network.ts";
import type { ExternalSpec, NodeSpec, PodSpec, SubnetSpec, Topology } from "../topology/specs.ts";
import {
  addressesOf,
  blocksOf,
  centralIp,
  fabricRouterIp,
  nicsOf,
  prefixOfUnderlay,
  prefixOfUnderlay6,
  subnetsOf,
  uplinkMtu,
} from "../topology/topology.ts";
import { type Firewall, nodeFirewall } from "./node-firewall.ts";
import { defaultRoute6 } from "./observe.ts";

/** What a network namespace holds in the declared lab. */
export interface NetnsSpec {
  readonly name: string;
  readonly links: readonly LinkSpec[];
  readonly routes: readonly RouteSpec[];
  /** Routes between its interfaces, as a node does for its pods. */
  readonly forwarding: boolean;
  /** Kernel settings of this namespace, "name=value", besides those that all have. */
  readonly sysctls: readonly string[];
  /** Null for one without rules. Its sets of addresses are left as they are then. */
  readonly firewall: Firewall | null;
  /** Links that other programs make here; left alone. */
  readonly foreignLinks: readonly string[];
}

export interface LinkSpec {
  readonly name: string;
  readonly mtu: number;
  /** Default: whatever the kernel or OVS gave it. */
  readonly mac?: string;
  readonly master?: string;
  /** With prefix length. */
  readonly addresses: readonly string[];
  /** Transmit checksums must be real: the userspace datapath passes frames on as they are. */
  readonly checksums: boolean;
}

export interface RouteSpec {
  readonly dst: string;
  readonly via: string;
  readonly dev: string;
  readonly src?: string;
  /** "boot" when left out: as `ip route` adds one that a person types. */
  readonly protocol?: string;
}

/** Two ends of a veth pair; made in their namespaces, never seen in the machine's own. */
export interface VethSpec {
  readonly a: { readonly netns: string; readonly name: string };
  readonly b: { readonly netns: string; readonly name: string };
}

export const underlayBridge = "br0";
const centralPort = "u-central";

export function declaredNetns(topology: Topology): NetnsSpec[] {
  return [
    underlaySpec(topology),
    centralSpec(topology),
    ...topology.nodes.map((node) => nodeSpec(topology, node)),
    ...topology.pods.map(podSpec),
    ...topology.externals.map(externalSpec),
  ];
}

export function declaredVeths(topology: Topology): VethSpec[] {
  const underlay = underlayNetns(topology.lab);
  const nodeOf = new Map(topology.nodes.map((node) => [node.name, node.netns]));
  return [
    {
      a: { netns: centralNetns(topology.lab), name: uplink },
      b: { netns: underlay, name: centralPort },
    },
    ...topology.nodes.map((node) => ({
      a: { netns: node.netns, name: uplink },
      b: { netns: underlay, name: node.underlayPort },
    })),
    ...topology.nodes.map((node) => ({
      a: { netns: node.netns, name: providerNetwork.interface },
      b: { netns: underlay, name: node.providerPort },
    })),
    ...topology.pods.flatMap((pod) =>
      nicsOf(pod).map((nic) => ({
        a: { netns: pod.netns, name: nic.interface },
        b: { netns: nodeOf.get(pod.node) ?? "", name: nic.hostInterface },
      })),
    ),
    ...topology.externals.map((external) => ({
      a: { netns: external.netns, name: uplink },
      b: { netns: underlay, name: external.routerPort },
    })),
  ];
}

/** The bridge between the nodes, and the router from there to what is outside the cluster. */
function underlaySpec(topology: Topology): NetnsSpec {
  const bridge = {
    ...plain(underlayBridge, uplinkMtu),
    mac: macOf("underlay"),
    addresses: [`${fabricRouterIp}/${prefixOfUnderlay}`],
  };
  const ports = [centralPort, ...topology.nodes.map((node) => node.underlayPort)];
  const links = ports.map((name) => ({ ...plain(name, uplinkMtu), master: underlayBridge }));
  const outside = topology.externals.map(({ routerPort, gateway, prefixLength, vlan }) => ({
    ...plain(routerPort, uplinkMtu),
    addresses: vlan === undefined ? [`${gateway}/${prefixLength}`] : [],
  }));
  const trunks = topology.nodes.map(({ providerPort }) => plain(providerPort, uplinkMtu));
  const vlans = gatewaysInVlans(topology).map((subnet) => ({
    ...plain(vlanGatewayPort(subnet.vlan), uplinkMtu),
    mac: macOf(vlanGatewayPort(subnet.vlan)),
    addresses: blocksOf(subnet).map(({ gateway, prefixLength }) => `${gateway}/${prefixLength}`),
  }));
  return {
    ...bare,
    name: underlayNetns(topology.lab),
    links: [bridge, ...links, ...outside, ...trunks, ...vlans],
    foreignLinks: [fabricBridge, "ovs-netdev"],
    routes: routedPods(topology),
    forwarding: true,
  };
}

/** Without NAT a pod's address is seen outside: the way back leads through the pod's gateway. */
function routedPods(topology: Topology): RouteSpec[] {
  const routed = subnetsOf(topology).filter(({ natOutgoing }) => !natOutgoing);
  return topology.pods.flatMap((pod) => {
    const subnet = routed.find(({ name }) => name === pod.subnet);
    if (subnet === undefined) return [];
    const gateway = subnet.gatewayNodes[0] ?? pod.node;
    const node = topology.nodes.find(({ name }) => name === gateway);
    return node === undefined ? [] : [{ dst: pod.ip, via: node.ip, dev: underlayBridge }];
  });
}

function centralSpec(topology: Topology): NetnsSpec {
  const addresses = [`${centralIp}/${prefixOfUnderlay}`];
  const links = [{ ...plain(uplink, uplinkMtu), mac: macOf("central"), addresses }];
  return { ...bare, name: centralNetns(topology.lab), links };
}

/** A host outside, with the default route of its kind. */
function externalSpec(external: ExternalSpec): NetnsSpec {
  const addresses = [`${external.ip}/${external.prefixLength}`];
  return {
    ...bare,
    name: external.netns,
    links: [{ ...plain(uplink, uplinkMtu), mac: external.mac, addresses }],
    routes: [{ dst: "default", via: external.gateway, dev: uplink }],
    sysctls: podSysctls,
  };
}

/** Host routes as kube-ovn-cni sets them (pkg/daemon/controller_linux.go reconcileRouters). */
function nodeSpec(topology: Topology, node: NodeSpec): NetnsSpec {
  const { join } = topology;
  const pods = topology.pods.filter((pod) => pod.node === node.name);
  return {
    ...bare,
    name: node.netns,
    forwarding: true,
    firewall: nodeFirewall(topology, node),
    foreignLinks: [integrationBridge, "ovs-netdev", "ovs-system", "genev_sys_6081"],
    links: [
      { ...plain(uplink, uplinkMtu), mac: macOf(`${node.name} ${uplink}`) },
      {
        ...plain(physicalBridge, uplinkMtu),
        mac: bridgeMac(node, physicalBridge),
        addresses: [`${node.ip}/${prefixOfUnderlay}`, `${node.ip6}/${prefixOfUnderlay6}`],
      },
      {
        ...plain(nodeInterface, topology.podMtu),
        mac: node.joinMac,
        addresses: [
          `${node.joinIp}/${join.prefixLength}`,
          ...(join.v6 === undefined ? [] : [`${node.joinIp6}/${join.v6.prefixLength}`]),
        ],
      },
      plain(mirrorInterface, topology.podMtu),
      plain(providerNetwork.interface, uplinkMtu),
      {
        ...plain(providerNetwork.bridge, uplinkMtu),
        mac: bridgeMac(node, providerNetwork.bridge),
      },
      ...pods.flatMap(nicsOf).map((nic) => plain(nic.hostInterface, nic.mtu)),
    ],
    routes: [
      { dst: "default", via: fabricRouterIp, dev: physicalBridge },
      ...subnetsOf(topology).flatMap((subnet) => subnetRoutes(join, subnet, node)),
    ],
  };
}

/**
 * A bulk TCP flow keeps no more under way than the sockets hold through which the userspace
 * datapath reads its ports (212,992 bytes, some 2,300 for each packet). Without this limit such a
 * flow makes every sixth packet beside it disappear, which a kernel datapath does not do.
 */
const podSysctls = [
  "net.ipv4.tcp_rmem=4096 65536 65536",
  `net.ipv6.conf.${uplink}.accept_dad=0`,
] as const;

function podSpec(pod: PodSpec): NetnsSpec {
  return {
    ...bare,
    name: pod.netns,
    links: nicsOf(pod).map((nic) => ({
      ...plain(nic.interface, nic.mtu),
      mac: nic.mac,
      addresses: addressesOf(nic).map(({ ip, prefixLength }) => `${ip}/${prefixLength}`),
    })),
    routes: addressesOf(pod).map(({ gateway }) => ({
      dst: defaultOf(gateway),
      via: gateway,
      dev: uplink,
    })),
    sysctls: podSysctls,
  };
}

const bare = {
  routes: [],
  forwarding: false,
  sysctls: [],
  firewall: null,
  foreignLinks: [],
} as const;

/** To a Subnet's pods of each family, from the node's address. */
function subnetRoutes(join: SubnetSpec, subnet: SubnetSpec, node: NodeSpec): RouteSpec[] {
  const [v4, v6] = [join, join.v6];
  const common = { dev: nodeInterface, protocol: "static" } as const;
  const first = { ...common, dst: subnet.cidr, via: v4.gateway, src: node.ip };
  if (v6 === undefined || subnet.v6 === undefined) return [first];
  return [first, { ...common, dst: subnet.v6.cidr, via: v6.gateway, src: node.ip6 }];
}

function defaultOf(gateway: string): string {
  return familyOf(gateway) === "IPv6" ? defaultRoute6 : "default";
}

function plain(name: string, mtu: number): LinkSpec {
  return { name, mtu, addresses: [], checksums: true };
}

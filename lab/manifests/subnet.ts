import { addressIn, familyOf, indexIn } from "../topology/addresses.ts";
import type { BlockSpec, SubnetSpec, Topology } from "../topology/specs.ts";
import { addressesOf, blocksOf, nicsOf, routerIpOf, vpc } from "../topology/topology.ts";
import type { Manifest } from "./manifest.ts";

/** What a user may ask of a Subnet besides. */
export interface SubnetWishes {
  readonly isPrivate?: boolean;
  /** Blocks that a private Subnet is open to. */
  readonly allowSubnets?: readonly string[];
}

/** A Subnet with the defaults that Kube-OVN's controller fills in (pkg/controller/subnet.go). */
export function subnetObject(
  topology: Topology,
  subnet: SubnetSpec,
  wishes: SubnetWishes = {},
): Manifest {
  const { name, gatewayNodes, vlan, joined } = subnet;
  const { isPrivate = false, allowSubnets } = wishes;
  const isJoin = name === topology.join.name;
  const gateways = blocksOf(subnet).map(({ gateway }) => gateway);
  const ofNodes = subnet.vpc === vpc && !isJoin;
  return {
    apiVersion: "kubeovn.io/v1",
    kind: "Subnet",
    metadata: { name },
    spec: {
      ...(allowSubnets === undefined ? {} : { allowSubnets }),
      cidrBlock: blocksOf(subnet)
        .map(({ cidr }) => cidr)
        .join(","),
      default: name === topology.subnets[0]?.name,
      ...(isJoin ? { disableInterConnection: true } : { enableLb: true }),
      ...(gatewayNodes.length > 1 ? { enableEcmp: true } : {}),
      excludeIps: gateways,
      gateway: gateways.join(","),
      gatewayNode: gatewayNodes.join(","),
      // `join` and Subnets of other VPCs have no gateways on nodes.
      ...(ofNodes
        ? { gatewayType: gatewayNodes.length === 0 ? "distributed" : "centralized" }
        : {}),
      ...(joined === undefined ? {} : { [joined]: true }),
      natOutgoing: subnet.natOutgoing,
      private: isPrivate,
      protocol: subnet.v6 === undefined ? "IPv4" : "Dual",
      provider: subnet.provider,
      u2oFeatures: {},
      ...(vlan === undefined ? {} : { vlan: vlan.name }),
      vpc: subnet.vpc,
    },
    status: statusOf(topology, subnet),
  };
}

function statusOf(topology: Topology, subnet: SubnetSpec): object {
  return {
    // Of several all are in use, and none is named.
    activateGateway: subnet.gatewayNodes.length === 1 ? subnet.gatewayNodes[0] : "",
    conditions: [
      { type: "Validated", status: "True", reason: "ResetLogicalSwitchAclSuccess" },
      { type: "Ready", status: "True", reason: "ResetLogicalSwitchAclSuccess" },
      // Nothing of the kind was seen; it is never False.
      { type: "Error", status: "Unknown", reason: "Init", message: "Not Observed" },
    ],
    dhcpV4OptionsUUID: "",
    dhcpV6OptionsUUID: "",
    mcastQuerierIP: "",
    mcastQuerierMAC: "",
    natOutgoingPolicyRules: [],
    ...interconnectionOf(subnet),
    ...usage("v4", subnet, usedIn(topology, subnet)),
    ...usage("v6", subnet.v6, usedIn(topology, subnet)),
  };
}

/** The router's address in a joined underlay Subnet. */
function interconnectionOf(subnet: SubnetSpec): object {
  const isJoined = subnet.joined === "u2oInterconnection";
  return {
    u2oInterconnectionIP: isJoined ? blocksOf(subnet).map(routerIpOf).join(",") : "",
    u2oInterconnectionMAC: isJoined ? subnet.gatewayMac : "",
    u2oInterconnectionVPC: isJoined ? subnet.vpc : "",
  };
}

/** Addresses of pods, nodes, routers and NAT rules in a Subnet. */
function usedIn(topology: Topology, subnet: SubnetSpec): string[] {
  const { nodes, pods, join, externalNetworks } = topology;
  if (subnet.name === join.name) {
    return nodes.flatMap(({ joinIp, joinIp6 }) => [joinIp, joinIp6]);
  }
  const nics = pods.flatMap(nicsOf).filter((nic) => nic.subnet === subnet.name);
  const external = externalNetworks.filter((network) => network.subnet === subnet.name);
  return [
    ...(subnet.joined === "u2oInterconnection" ? blocksOf(subnet).map(routerIpOf) : []),
    ...nics.flatMap((nic) => addressesOf(nic).map(({ ip }) => ip)),
    ...external.flatMap(({ routerIp, snat, fip, dnat }) => [routerIp, snat.ip, fip.ip, dnat.ip]),
  ];
}

/** Of neither family's network is the first or the last address given out, nor the gateway's. */
function usage(
  family: "v4" | "v6",
  block: BlockSpec | undefined,
  addresses: readonly string[],
): object {
  const { available, using } = block === undefined ? nothing : numbersOf(block, addresses);
  return {
    [`${family}availableIPrange`]: rangesOf(block, available),
    [`${family}availableIPs`]: available.length,
    [`${family}usingIPrange`]: rangesOf(block, using),
    [`${family}usingIPs`]: using.length,
  };
}

const nothing = { available: [], using: [] };

interface Numbers {
  readonly available: readonly number[];
  readonly using: readonly number[];
}

function numbersOf(block: BlockSpec, addresses: readonly string[]): Numbers {
  const { cidr, prefixLength, gateway } = block;
  const bits = (familyOf(cidr) === "IPv6" ? 128 : 32) - prefixLength;
  const own = addresses.filter((ip) => familyOf(ip) === familyOf(cidr));
  const used = new Set(own.map((ip) => indexIn(cidr, ip)));
  const reserved = indexIn(cidr, gateway);
  const all = Array.from({ length: 2 ** bits - 2 }, (_, index) => index + 1);
  return {
    available: all.filter((number) => number !== reserved && !used.has(number)),
    using: all.filter((number) => used.has(number)),
  };
}

/** "10.16.0.2-10.16.0.11,10.16.0.20", as pkg/ipam writes ranges. */
function rangesOf(block: BlockSpec | undefined, numbers: readonly number[]): string {
  if (block === undefined) return "";
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges
    .map((range) => [...new Set(range)].map((number) => addressIn(block.cidr, number)).join("-"))
    .join(",");
}

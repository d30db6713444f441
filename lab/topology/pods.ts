import { podNetns } from "../names.ts";
import { addressIn, containerIdOf, macOf } from "./addresses.ts";
import { uplinkMtu } from "./mtu.ts";
import type { BlockSpec, NicSpec, PodAddress, PodSpec, SubnetSpec } from "./specs.ts";

/** Provider of the Subnet for second interfaces: its NetworkAttachmentDefinition. */
export const attachmentProvider = "attachnet.default.ovn";

interface Placement {
  readonly name: string;
  readonly vm?: string;
  readonly node: number;
  readonly subnet: string;
  /** Number of its address in the Subnet. */
  readonly host: number;
  /** Number of its address in the attachment Subnet, for `net1`. */
  readonly net1?: number;
}

const placements: readonly Placement[] = [
  { name: "a", node: 1, subnet: "ovn-default", host: 5 },
  { name: "b", node: 2, subnet: "ovn-default", host: 6, net1: 6 },
  { name: "c", node: 1, subnet: "ovn-default", host: 7 },
  { name: "d", node: 3, subnet: "subnet2", host: 5 },
  { name: "e", node: 2, subnet: "ovn-default", host: 8 },
  { name: "f", node: 1, subnet: "subnet3", host: 5 },
  { name: "g", node: 2, subnet: "subnet3", host: 6 },
  { name: "m", node: 1, subnet: "ovn-default", host: 300, net1: 5 },
  { name: "virt-launcher-vm1-xyz", vm: "vm1", node: 3, subnet: "ovn-default", host: 301 },
  { name: "va", node: 1, subnet: "vpc1-net", host: 5 },
  { name: "vb", node: 2, subnet: "vpc1-net", host: 6 },
  { name: "vc", node: 2, subnet: "vpc1-net2", host: 5 },
  { name: "w", node: 1, subnet: "vpc2-net", host: 5 },
  { name: "k", node: 1, subnet: "ecmp", host: 5 },
  { name: "ua", node: 1, subnet: "ulay", host: 5 },
  { name: "ub", node: 2, subnet: "ulay", host: 6 },
  { name: "uj", node: 2, subnet: "u2o", host: 5 },
  { name: "ul", node: 2, subnet: "ulay-logical", host: 5 },
  { name: "xa", node: 1, subnet: "vpc3-net", host: 5 },
  { name: "xb", node: 2, subnet: "vpc3-net", host: 6 },
  { name: "xf", node: 1, subnet: "vpc3-net", host: 7 },
];

/** The pods of a lab; those on nodes that it does not have are on its last. */
export function declaredPods(
  lab: string,
  nodeCount: number,
  subnets: readonly SubnetSpec[],
  podMtu: number,
): PodSpec[] {
  const numbers = Array.from({ length: Math.max(0, nodeCount - 3) }, (_, index) => index + 4);
  const further = numbers.map((node) => {
    return { name: `p${node}`, node, subnet: "ovn-default", host: 5 + node };
  });
  return [...placements, ...further].map((placement) =>
    podOf(lab, { ...placement, node: Math.min(placement.node, nodeCount) }, subnets, podMtu),
  );
}

function podOf(
  lab: string,
  placement: Placement,
  subnets: readonly SubnetSpec[],
  podMtu: number,
): PodSpec {
  const { name, vm, net1 } = placement;
  const namespace = "default";
  const containerId = containerIdOf(`${namespace}/${name}`);
  const port = `${vm ?? name}.${namespace}`;
  const second = { interface: "net1", logicalPort: `${port}.${attachmentProvider}` };
  return {
    ...nicOf(
      {
        interface: "eth0",
        logicalPort: port,
        hostInterface: `${containerId.slice(0, 12)}_h`,
        subnet: placement.subnet,
      },
      placement.host,
      subnets,
      podMtu,
    ),
    namespace,
    name,
    ...(vm === undefined ? {} : { vm }),
    node: `node${placement.node}`,
    containerId,
    netns: podNetns(lab, namespace, name),
    attachments: (net1 === undefined ? [] : [net1]).map((host) => {
      const hostInterface = `${containerId.slice(0, 8)}_net1_h`;
      return nicOf({ ...second, hostInterface, subnet: "attachnet" }, host, subnets, podMtu);
    }),
  };
}

type NicNames = Pick<NicSpec, "interface" | "logicalPort" | "hostInterface" | "subnet">;

function nicOf(
  names: NicNames,
  host: number,
  subnets: readonly SubnetSpec[],
  podMtu: number,
): NicSpec {
  const subnet = subnets.find(({ name }) => name === names.subnet);
  if (subnet === undefined) throw new RangeError(`Cannot place ${names.logicalPort}: no subnet`);
  const { v6 } = subnet;
  const isApart = subnet.vlan !== undefined && subnet.joined === undefined;
  return {
    ...names,
    mtu: isApart ? uplinkMtu : podMtu,
    ...addressedIn(subnet, host),
    ...(v6 === undefined ? {} : { v6: addressedIn(v6, host) }),
    mac: macOf(names.logicalPort),
  };
}

/** Routed by the VPC's router where that has a part in the Subnet. */
function addressedIn(block: BlockSpec, host: number): PodAddress {
  const { cidr, prefixLength, gateway, interconnectionIp = gateway } = block;
  return { ip: addressIn(cidr, host), prefixLength, gateway: interconnectionIp };
}

import { addressIn, macOf, prefixLengthOf } from "./addresses.ts";
import type { VlanSpec } from "./provider-network.ts";
import type { BlockSpec, Joined, SubnetSpec } from "./specs.ts";

interface SubnetOptions {
  /** None for a Subnet of IPv4 alone. */
  readonly cidr6?: string;
  readonly gatewayNodes?: readonly string[];
  readonly natOutgoing?: boolean;
  readonly provider?: string;
  readonly vlan?: VlanSpec;
  readonly joined?: Joined;
}

/**
 * A Subnet of a VPC; the gateway has the first address of each block, the router the second one
 * where the gateway is another.
 */
export function subnetOf(
  vpc: string,
  name: string,
  cidr: string,
  options: SubnetOptions = {},
): SubnetSpec {
  const { cidr6, gatewayNodes = [], natOutgoing = false, provider = "ovn" } = options;
  const { vlan, joined } = options;
  const gatewayMac = macOf(`${vpc}-${name}`);
  const v6 = cidr6 === undefined ? {} : { v6: blockOf(cidr6, joined) };
  const underlay = {
    ...(vlan === undefined ? {} : { vlan }),
    ...(joined === undefined ? {} : { joined }),
  };
  const outgoing = { gatewayNodes, natOutgoing };
  const block = blockOf(cidr, joined);
  return { name, vpc, ...block, ...v6, gatewayMac, ...outgoing, provider, ...underlay };
}

function blockOf(cidr: string, joined: Joined | undefined): BlockSpec {
  const block = { cidr, prefixLength: prefixLengthOf(cidr), gateway: addressIn(cidr, 1) };
  if (joined !== "u2oInterconnection") return block;
  return { ...block, interconnectionIp: addressIn(cidr, 2) };
}

import { addressIn, macOf, prefixLengthOf } from "./addresses.ts";
import type { VlanSpec } from "./provider-network.ts";
import type { BlockSpec, SubnetSpec } from "./specs.ts";

interface SubnetOptions {
  /** None for a Subnet of IPv4 alone. */
  readonly cidr6?: string;
  readonly gatewayNodes?: readonly string[];
  readonly natOutgoing?: boolean;
  readonly provider?: string;
  readonly vlan?: VlanSpec;
}

/** A Subnet of a VPC; the router has the first address of each block. */
export function subnetOf(
  vpc: string,
  name: string,
  cidr: string,
  options: SubnetOptions = {},
): SubnetSpec {
  const { cidr6, gatewayNodes = [], natOutgoing = false, provider = "ovn", vlan } = options;
  const gatewayMac = macOf(`${vpc}-${name}`);
  const v6 = cidr6 === undefined ? {} : { v6: blockOf(cidr6) };
  const underlay = vlan === undefined ? {} : { vlan };
  const outgoing = { gatewayNodes, natOutgoing };
  return { name, vpc, ...blockOf(cidr), ...v6, gatewayMac, ...outgoing, provider, ...underlay };
}

function blockOf(cidr: string): BlockSpec {
  return { cidr, prefixLength: prefixLengthOf(cidr), gateway: addressIn(cidr, 1) };
}

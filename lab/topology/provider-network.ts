/** A VLAN in Kube-OVN's terms (Vlan): what a localnet port tags its packets with. */
export interface VlanSpec {
  readonly name: string;
  /** 802.1Q identifier. */
  readonly id: number;
  /** Its ProviderNetwork, which OVN calls the network name. */
  readonly provider: string;
}

/** The ProviderNetwork of a lab: on every node a NIC of its own, in a bridge of its own. */
export const providerNetwork = {
  name: "pn1",
  /** `br-<provider network>` (Kube-OVN pkg/util/net.go). */
  bridge: "br-pn1",
  interface: "eth1",
} as const;

/** VLANs of underlay Subnets: one that no router knows, two that one does, an external network. */
export const vlans = {
  apart: vlanOf(100),
  interconnected: vlanOf(101),
  routed: vlanOf(102),
  external: vlanOf(204),
} as const;

function vlanOf(id: number): VlanSpec {
  return { name: `vlan${id}`, id, provider: providerNetwork.name };
}

/** The bridge of the physical switch that the NICs are plugged into: trunks and access ports. */
export const fabricBridge = "br-fabric";
/** The fabric router's interface in a VLAN: the physical gateway there. */
export function vlanGatewayPort({ id }: VlanSpec): string {
  return `vgw${id}`;
}

import type { ProviderRow } from "../../evidence/destination-rows.ts";
import type { PlannedEnd } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";

/** How an end's switch is tied to the physical network; null when it is not an underlay one. */
export function providerRow(inventory: Inventory, end: PlannedEnd): ProviderRow | null {
  const { northbound, kubernetes } = inventory;
  const one = end.switchName === null ? null : northbound.logicalSwitch(end.switchName);
  if (one === null) return null;
  const localnet = northbound.portsOf(one).find(({ type }) => type === "localnet");
  if (localnet === undefined) return null;
  const network = localnet.options.get("network_name") ?? "";
  const vlan = kubernetes.vlan(kubernetes.subnet(one.name)?.vlan ?? "");
  return {
    subnet: one.name,
    localnet: localnet.name,
    tag: localnet.tag,
    network,
    vlan: vlan?.id ?? null,
    nic: nicOf(inventory, network, end.node),
  };
}

/** A ProviderNetwork has a NIC of its own for some nodes, and one for all others. */
function nicOf({ kubernetes }: Inventory, network: string, node: string | null): string | null {
  const provider = kubernetes.providerNetwork(network);
  if (provider === null || node === null) return null;
  const custom = provider.customInterfaces.find(({ nodes }) => nodes.includes(node));
  return custom?.interface ?? provider.defaultInterface;
}

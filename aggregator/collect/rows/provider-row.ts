import type { ProviderRow } from "../../evidence/destination-rows.ts";
import { fabricOf, type Plan, type Role } from "../../evidence/plan.ts";
import type { Inventory } from "../../inventory/inventory.ts";

/**
 * How the switch by whose VLAN packets pass an end's node is tied to the physical network; null
 * when none is.
 */
export function providerRow(inventory: Inventory, plan: Plan, role: Role): ProviderRow | null {
  const { northbound, kubernetes } = inventory;
  const end = plan[role];
  const one = northbound.logicalSwitch(networkSwitch(plan, role) ?? "");
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

/** Between Subnets of one router the receiver's switch says by which VLAN packets go. */
function networkSwitch(plan: Plan, role: Role): string | null {
  const { source, destination, exit } = plan;
  const isRouted =
    exit === "none" && source.router !== null && source.router === destination.router;
  if (!isRouted) return plan[role].switchName;
  if (fabricOf(plan, "request") === "provider") return destination.switchName;
  return fabricOf(plan, "reply") === "provider" ? source.switchName : plan[role].switchName;
}

/** A ProviderNetwork has a NIC of its own for some nodes, and one for all others. */
function nicOf({ kubernetes }: Inventory, network: string, node: string | null): string | null {
  const provider = kubernetes.providerNetwork(network);
  if (provider === null || node === null) return null;
  const custom = provider.customInterfaces.find(({ nodes }) => nodes.includes(node));
  return custom?.interface ?? provider.defaultInterface;
}

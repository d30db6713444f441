import type { Role } from "../evidence/plan.ts";
import type { CaseView } from "../evidence/view.ts";

/** The bridge of a network in "pn1:br-pn1,pn2:br-pn2" (ovn-controller(8)); null for none. */
export function mappedBridge(mappings: string, network: string): string | null {
  const found = mappings.split(",").find((entry) => entry.trim().startsWith(`${network}:`));
  return found === undefined ? null : found.trim().slice(network.length + 1);
}

/**
 * Whether OVN on an end's node knows no bridge for the end's provider network. Without one there is
 * no patch port by which packets of the network could enter br-int or leave it.
 *
 * @returns the items that show it; null when it is mapped, or not known.
 */
export function unmappedNetwork(view: CaseView, role: Role): readonly string[] | null {
  const row = view.provider(role);
  const facts = view.nodeFacts(role);
  if (!row.known || row.value === null || !facts.known) return null;
  const mappings = facts.value.externalIds["ovn-bridge-mappings"] ?? "";
  return mappedBridge(mappings, row.value.network) === null ? [row.id, facts.id] : null;
}

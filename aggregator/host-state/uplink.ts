import type { Link__Output } from "../../proto/gen/tapline/v1/Link.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";
import { addressOf } from "../inventory/ip-address.ts";

/**
 * The interfaces through which a node's tunnels leave: the one that has the tunnel's address, and
 * where that is a bridge of OVS, the interfaces on it. Empty when no interface has the address. Of
 * a node that sends by its NIC it is the node's own address that counts.
 */
export function uplinksOf(view: CaseView, role: Role): Looked<readonly Link__Output[]> {
  const facts = view.nodeFacts(role);
  const chassis = view.chassis(role);
  if (!facts.known) return facts;
  if (!chassis.known) return chassis;
  const { attachment, ips } = view.plan[role];
  const encaps = chassis.value?.encaps.map((encap) => encap.ip) ?? [];
  const own = attachment === "nic" ? ips : encaps;
  const { links, bridgePorts } = facts.value;
  const carrier = links.find((link) =>
    link.addresses.some((address) => own.includes(addressOf(address))),
  );
  if (carrier === undefined) return { known: true, value: [], id: facts.id };
  const members = bridgePorts.filter((port) => port.bridge === carrier.name);
  const names = new Set([carrier.name, ...members.map((port) => port.interface)]);
  return { known: true, value: links.filter((link) => names.has(link.name)), id: facts.id };
}

import type { LocalPort__Output } from "../../../proto/gen/tapline/v1/LocalPort.ts";
import type { PodFacts } from "../../../proto/wire/facts.ts";
import { nodeInterface, type Role } from "../../evidence/plan.ts";
import type { PodObjectRow } from "../../evidence/rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import { addressOf } from "../../inventory/ip-address.ts";

/** An end to which or from which nothing can be sent, and the item that shows it. */
export interface Unplaced {
  readonly role: Role;
  readonly id: string;
}

/**
 * The first end that Kubernetes has placed nowhere: no packet can be sent, so the Pod itself has to
 * say why. Null when both are placed, and when nothing is known of the Pod.
 */
export function unplacedOf(view: CaseView): Unplaced | null {
  for (const role of view.plan.unplaced ?? []) {
    const pod = view.podObject(role);
    if (!pod.known || pod.value === null) continue;
    if (pod.value.node === null || pod.value.ips.length === 0) return { role, id: pod.id };
  }
  return null;
}

/**
 * The item that shows that a pod has no interface to receive or send on: its node finds none, and
 * Kubernetes says that it has no network, or its network namespace does not have it. Null when it
 * has one, or this is not known.
 */
export function absentInterface(view: CaseView, role: Role): string | null {
  const port = view.port(role);
  const pod = view.podObject(role);
  if (!port.known || hasVeth(port.value)) return null;
  const isNowhere = port.value === null && pod.known && pod.value !== null;
  if (isNowhere && hasNoNetwork(pod.value)) return pod.id;
  return missingInterface(view, role);
}

/** The node has an interface that is linked to the pod's, wherever that is plugged in. */
function hasVeth(port: LocalPort__Output | null): boolean {
  return port !== null && port.vethIfindex !== 0;
}

/**
 * The item that shows a pod's own namespace without the interface that OVN knows, neither by its
 * MAC nor by its address, where its node has no end of it either. Null when it is there, or this
 * is not known.
 */
export function missingInterface(view: CaseView, role: Role): string | null {
  const port = view.port(role);
  const facts = view.podFacts(role);
  if (!port.known || hasVeth(port.value)) return null;
  if (!facts.known || facts.value.links.length === 0) return null;
  const { attachment, mac, ip } = view.plan[role];
  // A node's port on br-int is no veth's end, and packets to the node have addresses of the node.
  if (attachment === "ovn0") return isThereAtNode(port.value, facts.value) ? null : facts.id;
  const isThere = facts.value.links.some(
    (link) => link.mac === mac || link.addresses.some((address) => addressOf(address) === ip),
  );
  return isThere ? null : facts.id;
}

function isThereAtNode(
  port: LocalPort__Output | null,
  { links }: Pick<PodFacts, "links">,
): boolean {
  return (port?.interface ?? "") !== "" || links.some(({ name }) => name === nodeInterface);
}

/** The pod has no network on its node: it has none yet, or none any more. */
export function hasNoNetwork({ hostNetwork, phase, allocated, routed }: PodObjectRow): boolean {
  if (hostNetwork) return false;
  if (phase === "Succeeded" || phase === "Failed") return true;
  return phase === "Pending" && (!allocated || !routed);
}

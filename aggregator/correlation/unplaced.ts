import type { Role } from "../evidence/plan.ts";
import type { PodObjectRow } from "../evidence/rows.ts";
import type { CaseView } from "../evidence/view.ts";

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
 * The item that shows that a pod has no interface to receive or send on: Kubernetes says that it
 * has no network, and its node finds none. Null when it has one, or this is not known.
 */
export function absentInterface(view: CaseView, role: Role): string | null {
  const pod = view.podObject(role);
  const port = view.port(role);
  if (!pod.known || !port.known || pod.value === null || port.value !== null) return null;
  return hasNoNetwork(pod.value) ? pod.id : null;
}

/** The pod has no network on its node: it has none yet, or none any more. */
export function hasNoNetwork({ hostNetwork, phase, allocated, routed }: PodObjectRow): boolean {
  if (hostNetwork) return false;
  if (phase === "Succeeded" || phase === "Failed") return true;
  return phase === "Pending" && (!allocated || !routed);
}

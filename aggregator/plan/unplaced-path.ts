import type { Plan, PlannedEnd, Role } from "../evidence/plan.ts";
import type { Endpoint, PodEndpoint } from "../inventory/endpoints/endpoints.ts";
import type { Inventory } from "../inventory/inventory.ts";
import { addressEnd, nicEnd, podEnd } from "./ends.ts";
import { type PlannedPath, pathBetween } from "./path.ts";
import type { PathRequest } from "./request.ts";
import { directProtocol } from "./traffic.ts";

/**
 * The path from or to a pod that has no node or no address: nothing can be sent on it, and why that
 * is so is the whole answer. Null when both ends have what it takes.
 */
export function unplacedPath(
  inventory: Inventory,
  request: PathRequest,
  given: { readonly from: Endpoint; readonly to: Endpoint; readonly named: Plan["named"] },
): PlannedPath | null {
  const { from, to, named } = given;
  const unplaced: Role[] = [];
  if (isUnplaced(from)) unplaced.push("source");
  if (isUnplaced(to)) unplaced.push("destination");
  if (unplaced.length === 0 || (from.kind !== "Pod" && from.kind !== "Node")) return null;
  const { port } = request;
  const protocol = directProtocol(request);
  const near =
    from.kind === "Pod" ? endOf(inventory, from) : unusedEnd(nicEnd(from, from.ips[0] ?? ""));
  const far = to.kind === "Pod" ? endOf(inventory, to) : addressEnd(to.ips[0] ?? "");
  const path = pathBetween(inventory, near, { end: far, exit: "none" }, { named, port });
  return { path: { ...path, unplaced }, protocol, port };
}

export function isUnplaced(endpoint: Endpoint): endpoint is PodEndpoint {
  return endpoint.kind === "Pod" && (endpoint.ips.length === 0 || endpoint.node === null);
}

function endOf(inventory: Inventory, pod: PodEndpoint): PlannedEnd {
  return unusedEnd(podEnd(inventory, pod, pod.ips[0] ?? ""));
}

/** Nothing is to be observed at either end: no packet is sent. */
function unusedEnd(end: PlannedEnd): PlannedEnd {
  return { ...end, attachment: "none" };
}

import type { DesiredRow } from "../ovsdb/desired.ts";
import { policyKey } from "./shapes.ts";

/** A policy of a logical router: it reroutes to next hops or, without any, allows. */
export function routerPolicy(
  priority: number,
  match: string,
  nexthops: readonly string[],
  externalIds: Readonly<Record<string, string>>,
): DesiredRow {
  const columns = {
    priority,
    match,
    action: nexthops.length === 0 ? "allow" : "reroute",
    nexthops,
    external_ids: { map: { ...externalIds, vendor: "kube-ovn" } },
  };
  const key = policyKey(priority, match, externalIds.subnet);
  return { table: "Logical_Router_Policy", key, columns };
}

/** The match field of an address's family (ovn-sb(5), Logical_Flow match). */
export function fieldOf(address: string): "ip4" | "ip6" {
  return address.includes(":") ? "ip6" : "ip4";
}

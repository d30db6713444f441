import type { RouteSpec } from "./declared.ts";
import type { ObservedRoute } from "./observe.ts";

/** The fields that a route has which `routeReplacement` made, or the kernel for an address. */
const usualFields: ReadonlySet<string> = new Set([
  ...["type", "dst", "gateway", "dev", "prefsrc", "protocol", "table"],
  ...["scope", "metric", "flags", "pref"],
]);
/** The kernel's own: a link that is down says so of its routes. */
const flagsOfLinks: ReadonlySet<string> = new Set(["linkdown", "dead"]);
/** IPv6 gives a route that asks for none this metric (include/uapi/linux/ipv6_route.h). */
const userMetric6 = 1024;
/** The same of the kernel's own routes. */
const connectedMetric6 = 256;

/** Whether `routeReplacement` would make a route like this: nothing else was asked for. */
export function isPlainRoute(route: ObservedRoute): boolean {
  return (
    hasNoMore(route, userMetric6) &&
    (route.type ?? "unicast") === "unicast" &&
    (route.table ?? "main") === "main" &&
    (route.scope ?? "global") === "global"
  );
}

/** Whether a route is the kernel's own to the network of an address, as it makes it. */
export function isUnchangedConnected(route: ObservedRoute): boolean {
  return (
    hasNoMore(route, connectedMetric6) && route.protocol === "kernel" && route.table !== "local"
  );
}

/** No metrics, next hops, encapsulation, tos, or whatever else iproute2 may come to show. */
function hasNoMore(route: ObservedRoute, metric6: number): boolean {
  const usualMetric = route.pref === undefined ? 0 : metric6;
  return (
    Object.keys(route).every((field) => usualFields.has(field)) &&
    (route.metric ?? usualMetric) === usualMetric &&
    (route.pref ?? "medium") === "medium" &&
    (route.flags ?? []).every((flag) => flagsOfLinks.has(flag))
  );
}

/** Names the metric and tos too: of several to one destination, `route del` takes the first. */
export function routeDeletion(route: ObservedRoute): string {
  const { type, dst, gateway, dev, table, metric, tos } = route;
  const parts = ["route del", type ?? "", dst];
  if (tos !== undefined) parts.push(`tos ${tos}`);
  if (gateway !== undefined) parts.push(`via ${gateway}`);
  if (dev !== undefined) parts.push(`dev ${dev}`);
  if (table !== undefined) parts.push(`table ${table}`);
  if (metric !== undefined) parts.push(`metric ${metric}`);
  return parts.filter((part) => part !== "").join(" ");
}

export function routeReplacement(route: RouteSpec): string {
  const source = route.src === undefined ? "" : ` src ${route.src}`;
  const protocol = route.protocol === undefined ? "" : ` proto ${route.protocol}`;
  return `route replace ${route.dst} via ${route.via} dev ${route.dev}${protocol}${source}`;
}

import { allOf, type Reason, reason } from "../../../../proto/reasons/index.ts";
import { logText } from "../../../../proto/reasons/reasoned-error.ts";
import type { SourceHealth } from "../../health.ts";

/** How one resource is, from the point of view of somebody who wants to rely on it. */
export interface ResourceStatus {
  readonly name: string;
  readonly status: SourceHealth["status"];
  readonly since: Date;
  readonly reason: Reason | null;
}

/** Reasons that are spelled out; more are counted. */
const maxReasons = 3;

/**
 * The health of the source from that of its resources. It is never better than the worst: while one
 * resource was not listed, an object that is not there may be there.
 */
export function combineStatus(resources: readonly ResourceStatus[]): SourceHealth {
  const order = ["failed", "connecting", "stale", "ok"] as const;
  const status = order.find((one) => resources.some((resource) => resource.status === one)) ?? "ok";
  const bad = resources.filter((resource) => resource.status !== "ok");
  const counting = status === "ok" ? resources : bad;
  const since = new Date(Math.max(0, ...counting.map((resource) => resource.since.getTime())));
  return { name: "kubernetes", status, since, reason: bad.length === 0 ? null : reasonsOf(bad) };
}

/** One reason for what failed in the same way: a server that is away fails all resources. */
function reasonsOf(resources: readonly ResourceStatus[]): Reason | null {
  const byReason = new Map<string, { readonly why: Reason; readonly names: string[] }>();
  for (const { name, ...resource } of resources) {
    const why = resource.reason ?? reason("NOT_READ_YET", {});
    const known = byReason.get(logText(why));
    if (known === undefined) byReason.set(logText(why), { why, names: [name] });
    else known.names.push(name);
  }
  const each = Array.from(byReason.values(), ({ why, names }) =>
    reason("RESOURCES_FAILED", { resources: names, why }),
  );
  const more = each.length - maxReasons;
  const others = more > 0 ? [reason("AND_MORE", { count: more })] : [];
  return allOf([...each.slice(0, maxReasons), ...others]);
}

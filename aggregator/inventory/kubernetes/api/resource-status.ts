import type { SourceHealth } from "../../health.ts";

/** How one resource is, from the point of view of somebody who wants to rely on it. */
export interface ResourceStatus {
  readonly name: string;
  readonly status: SourceHealth["status"];
  readonly since: Date;
  readonly reason: string | null;
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

/** One sentence for what failed in the same way: a server that is away fails all resources. */
function reasonsOf(resources: readonly ResourceStatus[]): string {
  const byReason = new Map<string, string[]>();
  for (const { name, status, reason } of resources) {
    const words = reason ?? (status === "connecting" ? "not listed yet" : status);
    byReason.set(words, [...(byReason.get(words) ?? []), name]);
  }
  const sentences = [...byReason].map(([words, names]) => `${names.join(", ")}: ${words}`);
  const more = sentences.length - maxReasons;
  return [...sentences.slice(0, maxReasons), ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
}

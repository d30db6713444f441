import type { Conversation, Plan } from "../../evidence/plan.ts";

/**
 * A filter is limited in length, and its program in jumps (bpf(4): 255 instructions), so where
 * both ends have more addresses than this, as with a Service of many backends, only the client's
 * are named. The tap then sees more than the probes: what else the client sends, and other pods'
 * questions for MAC addresses.
 */
const mostNamed = 7;

/** Whom the last router asks for a MAC, where that is not the destination. */
export function nextHops({ destination }: Pick<Plan, "destination">): string[] {
  const nexthop = destination.leaving?.nexthop ?? null;
  return nexthop === null ? [] : [nexthop];
}

/** Whether the addresses of both ends are named in a filter. */
export function namesAll({ sources, destinations }: Conversation): boolean {
  return sources.length + destinations.length <= mostNamed;
}

import { type Reason, reason } from "../../proto/reasons/index.ts";
import { reasonOf } from "../../proto/reasons/reason-of.ts";
import type { NetnsState } from "../../proto/wire/facts.ts";
import type { NetnsPlace } from "../evidence/item.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";
import { unreadRules, type WatchedFirewall, watchedFirewall } from "../firewall/proof.ts";

/** The firewall of a network namespace of the path. */
export interface FirewallHere extends WatchedFirewall {
  /** Why some rules cannot be told: that none drops is then not known. */
  readonly unread: Reason | null;
  readonly evidence: readonly string[];
}

/**
 * Looks at a namespace's firewall, as it is after the probes.
 *
 * @returns what `inspect` returned; or why nothing can be said of the rules: they were not read, or
 *   not understood.
 */
export function inspectFirewall<Result>(
  view: CaseView,
  role: Role,
  place: NetnsPlace,
  inspect: (firewall: FirewallHere) => Result,
): Looked<Result> {
  const after = view.netns(role, place, "after");
  if (!after.known) return after;
  const unread = unreadRules(after.value);
  if (unread.whole !== null) return { known: false, reason: unread.whole };
  const before = view.netns(role, place, "before");
  const evidence = before.known ? [before.id, after.id] : [after.id];
  try {
    const firewall = understood(after.value, before.known ? before.value : null);
    const value = inspect({ ...firewall, unread: unread.part, evidence });
    return { known: true, value, id: after.id };
  } catch (thrown) {
    return { known: false, reason: reason("FIREWALL_UNREADABLE", { why: reasonOf(thrown) }) };
  }
}

/** Several checks ask about one namespace, and there may be thousands of rules. */
const lastOf = new WeakMap<NetnsState, { before: NetnsState | null; firewall: WatchedFirewall }>();

function understood(after: NetnsState, before: NetnsState | null): WatchedFirewall {
  const last = lastOf.get(after);
  if (last?.before === before) return last.firewall;
  const firewall = watchedFirewall(after, before);
  lastOf.set(after, { before, firewall });
  return firewall;
}

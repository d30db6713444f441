import type { NetnsState } from "../../proto/wire/facts.ts";
import type { NetnsPlace } from "../evidence/item.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView, Looked } from "../evidence/view.ts";

/** A network namespace before the probes and after them. */
export interface Watched {
  readonly before: NetnsState;
  readonly after: NetnsState;
  readonly evidence: readonly string[];
}

/** Both rounds, or why one of them is missing: without both nothing is known to have grown. */
export function watched(view: CaseView, role: Role, place: NetnsPlace): Looked<Watched> {
  const before = view.netns(role, place, "before");
  const after = view.netns(role, place, "after");
  if (!before.known) return before;
  if (!after.known) return after;
  const value = { before: before.value, after: after.value, evidence: [before.id, after.id] };
  return { known: true, value, id: after.id };
}

type Counters = Readonly<Record<string, number>>;

/** How much a counter grew while the probes ran. One that is not there has not counted. */
export function grownBy(before: Counters | undefined, after: Counters, name: string): number {
  return Math.max(0, (after[name] ?? 0) - (before?.[name] ?? 0));
}

/** A counter that grew. */
export interface Growth {
  readonly name: string;
  readonly by: number;
}

/** Counters that grew while the probes ran. */
export function grownCounters(before: Counters | undefined, after: Counters): readonly Growth[] {
  return Object.keys(after)
    .map((name) => ({ name, by: grownBy(before, after, name) }))
    .filter(({ by }) => by > 0);
}

import { setTimeout as pause } from "node:timers/promises";
import type { ProbeReport } from "../../../proto/wire/probe.ts";
import type { CollectContext } from "../collector.ts";

/** Taps send what they saw every 50 ms; packets that no tap saw where they show it never come. */
const settleMs = 300;
const lookEveryMs = 25;

type Sightings = ReturnType<CollectContext["taps"]["seen"]>;

/**
 * Waits until what the taps saw tells of so many transactions what was chosen for them, or until
 * what they saw has had time to come.
 *
 * @param choicesIn what was chosen, by transaction.
 */
export async function untilChosen(
  { taps, signal }: Pick<CollectContext, "taps" | "signal">,
  count: number,
  choicesIn: (seen: Sightings) => ReadonlyMap<number, unknown>,
): Promise<void> {
  const until = performance.now() + settleMs;
  for (let known = -1; performance.now() < until && !signal.aborted; await pause(lookEveryMs)) {
    const seen = taps.seen();
    if (seen.length === known) continue;
    known = seen.length;
    if (choicesIn(seen).size >= count) return;
  }
}

/** What is to be looked at of several that were chosen. */
export interface MostChosen<Choice> {
  /** What most of the failed probes got or, where of none of these it is known, most of all. */
  readonly most: Choice | null;
  /** Probes failed, and of none of them it is known what they got. */
  readonly areFailedUnknown: boolean;
}

export function mostChosen<Choice>(
  attempts: ProbeReport["attempts"],
  chosen: ReadonlyMap<number, Choice>,
): MostChosen<Choice> {
  const failed = attempts.filter(({ outcome }) => outcome !== "answered");
  const isAnyKnown = failed.some(({ key }) => chosen.has(key));
  const counts = new Map<Choice, number>();
  for (const { key } of isAnyKnown ? failed : attempts) {
    const choice = chosen.get(key);
    if (choice !== undefined) counts.set(choice, (counts.get(choice) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  return { most: most?.[0] ?? null, areFailedUnknown: failed.length > 0 && !isAnyKnown };
}

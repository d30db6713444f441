import { setTimeout as pause } from "node:timers/promises";
import { reason } from "../../../proto/reasons/index.ts";
import { type CollectContext, type Collector, isPlaced } from "../collector.ts";

/** Of the time that is left this much is kept for what is read when watching is over. */
const kept = { share: 0.25, mostMs: 1_500 } as const;

/** Lets the taps watch what flows anyway; records nothing by itself. */
export const passiveCollector: Collector = {
  name: "packets/passive",
  gives: [],
  needs: [],
  phase: "probe",
  applies: (plan) => isPlaced(plan) && plan.traffic.mode === "passive",
  collect: watchPackets,
};

async function watchPackets({ progress, times, signal }: CollectContext): Promise<void> {
  progress("probe", reason("WATCHING", {}));
  const leftMs = Math.max(0, times.cutMs - performance.now());
  await pause(leftMs - Math.min(kept.mostMs, leftMs * kept.share), undefined, { signal });
}

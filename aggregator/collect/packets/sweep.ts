import { reason } from "../../../proto/reasons/index.ts";
import type { PlannedSeries } from "../../evidence/plan.ts";
import { type Collector, isActive } from "../collector.ts";
import { sendSeries } from "./series.ts";

/** Sizes in between, when large packets do not pass: `withSweep` plans it from the answers. */
export const sweepCollector: Collector = {
  name: "packets/sweep",
  gives: ["probe"],
  needs: ["probe"],
  phase: "follow-up",
  applies: (plan) => isActive(plan) && plan.series.some(isSweep),
  async collect(context) {
    context.progress("probe", reason("SEEKING_LARGEST", {}));
    const series = context.plan.series.find(isSweep);
    if (series !== undefined) await sendSeries(context, series);
  },
};

function isSweep({ name }: PlannedSeries): boolean {
  return name === "sweep";
}

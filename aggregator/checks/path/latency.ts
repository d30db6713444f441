import { reason } from "../../../proto/reasons/index.ts";
import { evidenceOfLoss } from "../../correlation/locate/loss.ts";
import { slowSegment } from "../../correlation/locate/slow.ts";
import { type Check, clean, endArgs, ends, foundOrClean, skipped } from "../check.ts";

/** Answers do not spend most of a long time in the underlay or in the destination pod. */
export const latencyCheck: Check = {
  name: "path/latency",
  description: "Answers do not spend most of a long time in the underlay or in a pod",
  codes: ["UNDERLAY_LATENCY", "POD_SLOW"],
  reads: ["tap"],
  run({ view, located }) {
    const { asked } = located;
    if (asked === null) return skipped(reason("PROBE_SILENT", {}));
    const slow = located.slow ?? slowSegment(view, asked, null);
    if (slow === null || slow.totalMs < worthMs) return clean;
    if (located.slow === null && located.pattern !== "none") return clean;
    const { stage, direction } = slow;
    // Beyond the cluster a long way is nothing to blame.
    if (slow.outside || (stage !== "underlay" && stage !== "destination-pod")) return clean;
    const [from, to] =
      direction === "request"
        ? (["source", "destination"] as const)
        : (["destination", "source"] as const);
    const role = stage === "underlay" ? from : "destination";
    const node = view.plan[role].node ?? "";
    return foundOrClean([
      {
        code: stage === "underlay" ? "UNDERLAY_LATENCY" : "POD_SLOW",
        stage,
        direction,
        node,
        args: {
          ...ends(view, direction),
          ...endArgs(view, role),
          remote: view.plan[to].node ?? "",
          actual: Math.round(slow.ms),
          total: Math.round(slow.totalMs),
        },
        resources: [],
        evidence: evidenceOfLoss(slow),
        weight: "decisive",
      },
    ]);
  },
};

/**
 * Round trips that are worth a word, milliseconds: nodes of one site answer within one or two, and
 * a loaded node within some ten.
 */
const worthMs = 50;

import { reason } from "../../../proto/reasons/index.ts";
import { isIntact } from "../../correlation/join/matrix.ts";
import { type Check, clean, ends, foundOrClean, skipped } from "../check.ts";

/**
 * Whether OVN lost the first packet of a client that it did not know. Its flow of the stage
 * `ls_in_lb_aff_learn` keeps the backend by `commit_lb_aff` and ends there: it does not pass the
 * packet on (northd/northd.c, build_lb_affinity_ls_flows).
 */
export const affinityCheck: Check = {
  name: "kubernetes/affinity",
  description: "A Service with session affinity loses no packet when it learns of a client",
  codes: ["SERVICE_AFFINITY_LEARNING"],
  reads: [],
  run({ view, located }) {
    const { service } = view.plan;
    if (service?.affinity !== true) return clean;
    const { learning, asked } = located;
    if (learning === null || asked === null) return skipped(reason("SENT_NOT_KNOWN", {}));
    // What follows has to pass: else the first was lost as all are, and by what they are.
    if (located.pattern !== "none") return clean;
    const [key, attempt] = [...learning.series.attempts][0] ?? [];
    if (key === undefined || attempt === undefined)
      return skipped(reason("NOTHING_SENT_AHEAD", {}));
    if (attempt.outcome === "answered") return clean;
    const [sent, ...beyond] = learning.rows;
    if (sent === undefined || !sent.seen.has(key)) return skipped(reason("POD_DID_NOT_SEND", {}));
    if (beyond.some(({ seen }) => seen.has(key))) return clean;
    if (!beyond.every(isIntact)) return skipped(reason("TAPS_LOST_PACKETS", {}));
    return foundOrClean([
      {
        code: "SERVICE_AFFINITY_LEARNING",
        stage: "source-bridge",
        direction: "request",
        node: view.plan.source.node,
        args: { ...ends(view), namespace: service.namespace, name: service.name },
        resources: [{ kind: "Service", namespace: service.namespace, name: service.name }],
        evidence: [...learning.series.evidence, ...asked.series.evidence],
        weight: "supporting",
      },
    ]);
  },
};

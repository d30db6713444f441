import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { reason } from "../../../proto/reasons/index.ts";
import { evidenceOfLoss } from "../../correlation/locate/loss.ts";
import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Check, clean, ends, foundOrClean, skipped } from "../check.ts";

/** Of the packets that enter br-int a part does not come out, though its flows deliver. */
export const bridgeLossCheck: Check = {
  name: "ovs/loss",
  description: "All packets that enter br-int come out of it, not only some",
  codes: ["RATE_LIMITED", "BRIDGE_LOSS"],
  reads: ["openflow-trace"],
  run({ view, located }) {
    const { loss, pattern } = located;
    if (pattern === "unknown") return skipped(reason("PROBE_SILENT", {}));
    if (loss === null || !loss.stage.endsWith("-bridge")) return clean;
    const { stage, direction, entered, lost } = loss;
    const role = stage === "source-bridge" ? "source" : "destination";
    const node = view.plan[role].node ?? "";
    const limit = meterOf(view, direction, role);
    // Small packets may stay below a limit that large ones exceed; without one, sizes say more.
    if (pattern !== "part" && (pattern !== "large" || limit === null)) return clean;
    return foundOrClean([
      {
        code: limit === null ? "BRIDGE_LOSS" : "RATE_LIMITED",
        stage,
        direction,
        node,
        args: { ...ends(view, direction), node, lost, sent: entered, detail: limit?.words ?? "" },
        resources: [],
        evidence: [...evidenceOfLoss(loss), ...(limit === null ? [] : [limit.evidence])],
        // A meter is a reason; that packets are lost there is none by itself.
        weight: limit === null ? "supporting" : "decisive",
      },
    ]);
  },
};

/** The meter that these packets pass on the node's br-int (ovs-actions(7)), if any. */
function meterOf(
  view: CaseView,
  direction: Direction,
  role: Role,
): { readonly words: string; readonly evidence: string } | null {
  const looked = view.openflowTrace(direction, role);
  if (!looked.known) return null;
  for (const { actions, cookie, match } of looked.value.trace.steps) {
    const meter = actions.find((action) => /^meter:\d+$/.test(action));
    if (meter !== undefined) {
      return { words: `${meter}, cookie=${cookie}, ${match}`, evidence: looked.id };
    }
  }
  return null;
}

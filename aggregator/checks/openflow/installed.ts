import { reason } from "../../../proto/reasons/index.ts";
import { flowDropOf } from "../../correlation/locate/flow-drop.ts";
import { stageReads } from "../../correlation/locate/stage.ts";
import { wiringOf } from "../../correlation/locate/wiring.ts";
import { type Check, ends, type Found, foundOrSkipped } from "../check.ts";
import { tracesOf } from "./traced.ts";

/**
 * What the logical network delivers, the flows of br-int deliver too. When they do not although
 * both ports are wired up, ovn-controller has not turned logical flows into OpenFlow flows.
 */
export const flowsInstalledCheck: Check = {
  name: "openflow/installed",
  description: "The flows of br-int do what the logical network says",
  codes: ["FLOWS_NOT_INSTALLED"],
  reads: [...stageReads, "logical-trace"],
  run({ view }) {
    const { traces, missing } = tracesOf(view);
    const found: Found[] = [];
    for (const traced of traces) {
      const logical = view.logicalTrace(traced.direction);
      if (!logical.known || logical.value.result !== "delivered") continue;
      const drop = flowDropOf(traced.evidence);
      if (drop?.kind !== "miss") continue;
      const wired = (["source", "destination"] as const).every(
        (role) => wiringOf(view, role).state === "good",
      );
      if (!wired) continue;
      found.push({
        code: "FLOWS_NOT_INSTALLED",
        stage: traced.stage,
        direction: traced.direction,
        node: traced.node,
        args: {
          ...ends(view),
          node: traced.node ?? "",
          table: drop.step?.table ?? 0,
          detail: drop.step === null ? "" : reason("TRACE_ENDS", { table: drop.step.table }),
        },
        resources: [],
        evidence: [traced.id, logical.id],
        weight: "decisive",
      });
    }
    return foundOrSkipped(found, missing);
  },
};

import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { isPlainDrop } from "../../correlation/locate/flow-drop.ts";
import { bridgeStage, type Check, ends, type Found, foundOrSkipped } from "../check.ts";

/**
 * No flow on the bridge that holds a NIC drops the packets. OVN has none there, and Kube-OVN leaves
 * such a bridge to its MAC table.
 */
export const uplinkFlowCheck: Check = {
  name: "openflow/uplink-flow",
  description: "No flow on the bridge of a NIC drops these packets",
  codes: ["FLOW_ALIEN"],
  reads: ["uplink-trace"],
  run({ view }) {
    const found: Found[] = [];
    const reasons: Reason[] = [];
    for (const item of view.all("uplink-trace")) {
      const { data, role, direction, node, bridge } = item;
      if (data === null) {
        reasons.push(item.reason ?? reason("COULD_NOT_LOOK", {}));
        continue;
      }
      const { trace } = data;
      const step = trace.result === "dropped" ? trace.steps[trace.decidingStep] : undefined;
      // What is dropped further on is br-int's, of which there is a trace of its own.
      if (step === undefined || step.bridge !== bridge || !isPlainDrop(step)) continue;
      // Where nothing matched there is no flow to name, nor one to delete.
      if (step.cookie === "") continue;
      found.push({
        code: "FLOW_ALIEN",
        stage: bridgeStage(view, role),
        direction,
        node,
        args: {
          ...ends(view, direction),
          bridge,
          node: node ?? "",
          table: step.table,
          priority: step.priority,
          cookie: step.cookie || "0",
          match: step.match === "" ? reason("ANY_PACKET", {}) : step.match,
          detail: `table=${step.table}, priority=${step.priority}, ${step.match}`,
        },
        resources: [{ kind: "Flow", namespace: null, name: `${bridge} ${step.match}` }],
        evidence: [item.id],
        weight: "decisive",
      });
    }
    return foundOrSkipped(found, reasons);
  },
};

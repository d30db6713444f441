import { type Reason, reason, said } from "../../../proto/reasons/index.ts";
import { flowDropOf } from "../../correlation/locate/flow-drop.ts";
import { stageReads } from "../../correlation/locate/stage.ts";
import { type Check, ends, type Found, foundOrSkipped } from "../check.ts";
import { tracesOf } from "./traced.ts";

/**
 * Open vSwitch carries out what OVN's flows say. It leaves an output out where a port has a flag
 * against it (OFPPC_NO_FWD), and where a tunnel's address has no route; ofproto/trace says so.
 */
export const flowSkippedCheck: Check = {
  name: "openflow/carried-out",
  description: "Open vSwitch carries out the flows that match these packets",
  codes: ["FLOW_SKIPPED"],
  reads: [...stageReads],
  run({ view }) {
    const { traces, missing } = tracesOf(view);
    const found = traces.flatMap(({ evidence, stage, direction, node, id }): Found[] => {
      const drop = flowDropOf(evidence);
      if (drop?.kind !== "skipped") return [];
      return [
        {
          code: "FLOW_SKIPPED",
          stage,
          direction,
          node,
          args: {
            ...ends(view),
            node: node ?? "",
            table: drop.step?.table ?? 0,
            detail: whySkipped(evidence.trace.skipped),
          },
          resources: [],
          evidence: [id],
          weight: "decisive",
        },
      ];
    });
    return foundOrSkipped(found, missing);
  },
};

/** In Open vSwitch's own words, but where it has none (agent/openflow/trace/outcome.ts). */
function whySkipped(skipped: string): Reason {
  return skipped === "OFPPC_NO_RECV" ? reason("ENTRY_TAKES_NOTHING", {}) : said(skipped);
}

import type { LogicalTraceEvidence } from "../../evidence/item.ts";
import { type Check, ends, type Found, foundOrClean, skipped } from "./check.ts";

/** The logical network delivers to the right port: switches, routers, routes and their policies. */
export const logicalPathCheck: Check = {
  name: "ovn/logical-path",
  description: "The logical network delivers these packets to the right port, both ways",
  codes: ["NO_LOGICAL_ROUTE", "ROUTER_POLICY_DROP", "LOGICAL_DELIVERS_ELSEWHERE"],
  run({ view }) {
    const found: Found[] = [];
    const reasons: string[] = [];
    for (const direction of ["request", "reply"] as const) {
      const trace = view.logicalTrace(direction);
      if (!trace.known) {
        reasons.push(trace.reason);
        continue;
      }
      const code = codeOf(trace.value);
      if (code === null) continue;
      const receiver = view.plan[direction === "request" ? "destination" : "source"];
      const near = direction === "request" ? "source" : "destination";
      found.push({
        code,
        stage: `${near}-bridge`,
        direction,
        node: view.plan[near].node,
        args: {
          ...ends(view, direction),
          node: view.plan[near].node ?? "",
          address: receiver.ip,
          router: trace.value.droppedAt?.datapath ?? "",
          priority: trace.value.droppedAt?.priority ?? "",
          match: trace.value.droppedAt?.match ?? "",
          actual: trace.value.outputs.join(", "),
          expected: receiver.logicalPort ?? "",
          detail: trace.value.detail,
        },
        resources: [],
        evidence: [trace.id],
        weight: "decisive",
      });
    }
    if (found.length === 0 && reasons.length > 0) return skipped(reasons.join("; "));
    return foundOrClean(found);
  },
};

type PathCode = "NO_LOGICAL_ROUTE" | "ROUTER_POLICY_DROP" | "LOGICAL_DELIVERS_ELSEWHERE";

function codeOf(trace: LogicalTraceEvidence): PathCode | null {
  if (trace.result === "delivered-elsewhere") return "LOGICAL_DELIVERS_ELSEWHERE";
  const stage = trace.droppedAt?.stage ?? "";
  if (stage.startsWith("lr_in_ip_routing")) return "NO_LOGICAL_ROUTE";
  if (stage.startsWith("lr_in_policy")) return "ROUTER_POLICY_DROP";
  return null;
}

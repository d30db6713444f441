import { reason } from "../../../proto/reasons/index.ts";
import { flowDropOf } from "../../correlation/locate/flow-drop.ts";
import { stageReads } from "../../correlation/locate/stage.ts";
import { otherRole } from "../../evidence/plan.ts";
import { type Check, endArgs, ends, type Found, foundOrSkipped } from "../check.ts";
import { tracesOf } from "../openflow/traced.ts";

/** Port security lets the pods' addresses through (ovn-nb(5), `port_security`). */
export const portSecurityCheck: Check = {
  name: "ovn/port-security",
  description: "Port security of both logical ports fits the addresses of the pods",
  codes: ["PORT_SECURITY_DROP"],
  reads: [...stageReads],
  run({ view }) {
    const { traces, missing } = tracesOf(view);
    const reasons = [...missing];
    const found: Found[] = [];
    for (const traced of traces) {
      const drop = flowDropOf(traced.evidence);
      if (drop?.owner.kind !== "logical-flow" || !/port_sec/.test(drop.owner.stage)) continue;
      const from = senderOf(traced.direction);
      const role = drop.owner.pipeline === "ingress" ? from : otherRole(from);
      const port = view.logicalPort(role);
      if (!port.known) reasons.push(port.reason);
      const security = port.known ? (port.value?.portSecurity ?? []) : [];
      // Of a port without any the same stage drops for another reason: it is disabled, say.
      if (!port.known || security.length === 0) continue;
      found.push({
        code: "PORT_SECURITY_DROP",
        stage: traced.stage,
        direction: traced.direction,
        node: traced.node,
        args: {
          ...ends(view, traced.direction),
          ...endArgs(view, role),
          node: traced.node ?? "",
          expected: reason("ANY_OF", { values: security }),
          actual: `${view.plan[role].mac ?? ""} ${view.plan[role].ip}`.trim(),
        },
        resources: [
          { kind: "Logical_Switch_Port", namespace: null, name: view.plan[role].logicalPort ?? "" },
        ],
        evidence: [traced.id, port.id],
        weight: "decisive",
      });
    }
    return foundOrSkipped(found, reasons);
  },
};

function senderOf(direction: "request" | "reply"): "source" | "destination" {
  return direction === "request" ? "source" : "destination";
}

import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { LogicalTraceEvidence } from "../../evidence/item.ts";
import { type PlannedEnd, podRoles } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Check, ends, type Found, foundOrClean, foundOrSkipped } from "../check.ts";

/** The logical network delivers to the right port: switches, routers, routes and their policies. */
export const logicalPathCheck: Check = {
  name: "ovn/logical-path",
  description: "The logical network delivers these packets to the right port, both ways",
  codes: ["NO_LOGICAL_ROUTE", "ROUTER_POLICY_DROP", "LOGICAL_DELIVERS_ELSEWHERE"],
  reads: ["logical-port", "logical-trace"],
  run({ view }) {
    const found: Found[] = [];
    const reasons: Reason[] = [];
    const unrouted = withoutRouter(view);
    if (unrouted !== null) return foundOrClean([unrouted]);
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
    return foundOrSkipped(found, reasons);
  },
};

/** Two subnets, and the router has no port on one of them: there is no way between them. */
function withoutRouter(view: CaseView): Found | null {
  const { plan } = view;
  // Between VLANs the router is outside, and what leaves the cluster has no other end in OVN.
  const isOutside = plan.fabric === "provider" && [plan.source, plan.destination].some(isUnrouted);
  if (plan.sameSubnet || isOutside || podRoles(plan).length < 2) return null;
  const role = (["source", "destination"] as const).find((one) => plan[one].gatewayMac === null);
  if (role === undefined) return null;
  const port = view.logicalPort(role);
  const trace = view.logicalTrace(role === "source" ? "reply" : "request");
  const evidence = [port, trace].flatMap((looked) => (looked.known ? [looked.id] : []));
  const router = plan[role].router ?? plan[role === "source" ? "destination" : "source"].router;
  return {
    code: "NO_LOGICAL_ROUTE",
    stage: "source-bridge",
    direction: "request",
    node: plan.source.node,
    args: {
      ...ends(view),
      node: plan.source.node ?? "",
      address: plan[role].ip,
      router: router ?? reason("ROUTER_OF_VPC", {}),
      detail: reason("NO_PORT_ON_SUBNET", { subnet: plan[role].switchName ?? "" }),
    },
    resources: [{ kind: "Logical_Switch", namespace: null, name: plan[role].switchName ?? "" }],
    evidence,
    weight: "decisive",
  };
}

/** A Subnet that belongs to no router: its gateway is a physical one. */
function isUnrouted({ router }: PlannedEnd): boolean {
  return router === null;
}

type PathCode = "NO_LOGICAL_ROUTE" | "ROUTER_POLICY_DROP" | "LOGICAL_DELIVERS_ELSEWHERE";

function codeOf(trace: LogicalTraceEvidence): PathCode | null {
  if (trace.result === "delivered-elsewhere") return "LOGICAL_DELIVERS_ELSEWHERE";
  const stage = trace.droppedAt?.stage ?? "";
  if (stage.startsWith("lr_in_ip_routing")) return "NO_LOGICAL_ROUTE";
  if (stage.startsWith("lr_in_policy")) return "ROUTER_POLICY_DROP";
  return null;
}

import { reason } from "../../../proto/reasons/index.ts";
import { lostCount } from "../../correlation/locate/located.ts";
import type { Role } from "../../evidence/plan.ts";
import { grownBy, watched } from "../../host-state/growth.ts";
import { reversePathCounter } from "../../host-state/reverse-path.ts";
import {
  atPods,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  type Look,
  nameOf,
} from "../check.ts";

/**
 * A pod takes packets that come in where its own would go out. With rp_filter on, the kernel drops
 * those whose way back is another interface.
 */
export const reversePathCheck: Check = {
  name: "pod/reverse-path",
  description: "No pod drops packets because its way back is another interface",
  codes: ["RP_FILTER_DROP"],
  reads: ["netns", "pod"],
  run(context) {
    return atPods(context.view, (role) => filtered(context, role));
  },
};

function filtered(context: CheckContext, role: Role): Look {
  const { view, located } = context;
  const looked = watched(view, role, "pod");
  if (!looked.known) return looked.reason;
  const { before, after, evidence } = looked.value;
  const dropped = grownBy(before.counters, after.counters, reversePathCounter);
  if (dropped === 0) return null;
  const { node, name, namespace, ip } = view.plan[role];
  const other = view.plan[role === "source" ? "destination" : "source"];
  const facts = view.podFacts(role);
  const back = facts.known ? (facts.value.routeTo?.device ?? "") : "";
  const lost = lostCount(located);
  return {
    code: "RP_FILTER_DROP",
    stage: role === "source" ? "source-pod" : "destination-pod",
    direction: role === "source" ? "reply" : "request",
    node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      where: reason("IN_POD", { pod: nameOf(view, role) }),
      enter: `kubectl exec -n ${namespace} ${name} -- `,
      address: ip.includes(":") === other.ip.includes(":") ? other.ip : ip,
      lost: dropped,
      detail: back === "" ? "" : reason("WAY_BACK", { interface: back }),
    },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: facts.known ? [...evidence, facts.id] : evidence,
    weight: dropped >= lost ? "decisive" : "supporting",
  };
}

import { isDeepStrictEqual } from "node:util";
import { lostCount } from "../../correlation/locate/located.ts";
import type { Role } from "../../evidence/plan.ts";
import { culpritOf, dropReason, provenDrops, unreadFor } from "../../firewall/proof.ts";
import { type FirewallHere, inspectFirewall } from "../../host-state/firewall.ts";
import {
  atNodes,
  type Check,
  type CheckContext,
  endArgs,
  ends,
  isFound,
  type Look,
  placeAmong,
} from "../check.ts";
import { type HostCrossing, hostCrossings } from "./firewall-crossings.ts";

/** No rule of a node's own firewall drops packets of the path. */
export const hostFirewallCheck: Check = {
  name: "host/firewall",
  description: "No nftables or iptables rule of either node drops these packets",
  codes: ["HOST_FIREWALL_DROP"],
  reads: ["chassis", "netns", "node", "port"],
  run(context) {
    return atNodes(context.view, (role) => dropsOnNode(context, role));
  },
};

function dropsOnNode(context: CheckContext, role: Role): readonly Look[] {
  const looked = inspectFirewall(context.view, role, "node", (firewall) => {
    const crossings = hostCrossings(context.view, role);
    if ("code" in crossings) return [crossings];
    const found = crossings.map((crossing) => dropAt(context, crossing, firewall));
    return [
      ...found.filter((look, at) => found.findIndex((one) => isSame(one, look)) === at),
      firewall.unread,
    ];
  });
  return looked.known ? looked.value : [looked.reason];
}

function dropAt(
  context: CheckContext,
  { role, hooks, packet, place, others }: HostCrossing,
  firewall: FirewallHere,
): Look {
  const { view, located } = context;
  const unread = unreadFor(firewall, packet);
  if (unread !== null) return unread;
  const drops = provenDrops(firewall, hooks, packet);
  const culprit = culpritOf(drops, lostCount(located));
  if (culprit === null) return null;
  // Only what has counted is told from a rule that another device's packets would meet.
  const elsewhere = (culprit.drop.grown ?? 0) > 0 ? others : [];
  const { node } = view.plan[role];
  return {
    code: "HOST_FIREWALL_DROP",
    ...placeAmong(context, place, ...elsewhere),
    node,
    args: { ...ends(view), ...endArgs(view, role), detail: dropReason(culprit.drop) },
    resources: [{ kind: "Node", namespace: null, name: node ?? "" }],
    evidence: firewall.evidence,
    weight: culprit.weight,
  };
}

/** The same rule, met at two devices. */
function isSame(a: Look | undefined, b: Look): boolean {
  return isDeepStrictEqual(signOf(a), signOf(b));
}

function signOf(look: Look | undefined): unknown {
  if (look === undefined || !isFound(look)) return look;
  const { args, stage, direction } = look;
  return [args.detail, stage, direction];
}

import { isDeepStrictEqual } from "node:util";
import { reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import { lostCount } from "../../correlation/locate/located.ts";
import type { Role } from "../../evidence/plan.ts";
import {
  culpritOf,
  dropReason,
  provenDrops,
  unreadFor,
  unreadRules,
  type WatchedFirewall,
  watchedFirewall,
} from "../../firewall/proof.ts";
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
  const { view } = context;
  const after = view.netns(role, "node", "after");
  const before = view.netns(role, "node", "before");
  if (!after.known) return [after.reason];
  const unread = unreadRules(after.value);
  if (unread.whole !== null) return [unread.whole];
  const crossings = hostCrossings(view, role);
  if ("code" in crossings) return [crossings];
  try {
    const firewall = watchedFirewall(after.value, before.known ? before.value : null);
    const evidence = before.known ? [before.id, after.id] : [after.id];
    const found = crossings.map((crossing) => dropAt(context, crossing, firewall, evidence));
    return [
      ...found.filter((look, at) => found.findIndex((one) => isSame(one, look)) === at),
      unread.part,
    ];
  } catch (thrown) {
    return [reason("FIREWALL_UNREADABLE", { why: reasonOf(thrown) })];
  }
}

function dropAt(
  context: CheckContext,
  { role, hooks, packet, place, others }: HostCrossing,
  firewall: WatchedFirewall,
  evidence: readonly string[],
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
    evidence,
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

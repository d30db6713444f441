import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { reasonOf } from "../../../proto/reasons/reason-of.ts";
import { lostCount } from "../../correlation/locate/located.ts";
import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import type { FirewallPacket } from "../../firewall/packet.ts";
import {
  culpritOf,
  dropReason,
  provenDrops,
  unreadFor,
  unreadRules,
  type WatchedFirewall,
  watchedFirewall,
} from "../../firewall/proof.ts";
import { atPods, type Check, type CheckContext, endArgs, ends, type Look } from "../check.ts";
import { probePacket } from "./probe-packet.ts";

/** No rule inside a pod's network namespace drops the request or the reply. */
export const podFirewallCheck: Check = {
  name: "pod/firewall",
  description: "No nftables or iptables rule inside either pod drops these packets",
  codes: ["POD_FIREWALL_DROP"],
  reads: ["netns", "port"],
  run(context) {
    return atPods(context.view, (role) => dropsInPod(context, role));
  },
};

function dropsInPod(context: CheckContext, role: Role): readonly Look[] {
  const firewall = podFirewall(context.view, role);
  if ("code" in firewall) return [firewall];
  const drops = crossings(context.view, role).map((crossing) =>
    dropAt(context, role, firewall, crossing),
  );
  return [...drops, firewall.unread];
}

interface Firewall extends WatchedFirewall {
  readonly evidence: readonly string[];
  readonly unread: Reason | null;
}

/** The reason when it could not be read. */
function podFirewall(view: CaseView, role: Role): Firewall | Reason {
  const after = view.netns(role, "pod", "after");
  const before = view.netns(role, "pod", "before");
  try {
    if (after.known) {
      const unread = unreadRules(after.value);
      if (unread.whole !== null) return unread.whole;
      const evidence = before.known ? [before.id, after.id] : [after.id];
      const watched = watchedFirewall(after.value, before.known ? before.value : null);
      return { ...watched, unread: unread.part, evidence };
    }
    return after.reason;
  } catch (thrown) {
    return reason("FIREWALL_UNREADABLE", { why: reasonOf(thrown) });
  }
}

interface Crossing {
  readonly hooks: readonly string[];
  readonly direction: Direction;
  readonly packet: FirewallPacket;
}

/** The hooks that packets of this path pass in a pod: out as a sender, in as a receiver. */
function crossings(view: CaseView, role: Role): Crossing[] {
  const port = view.port(role);
  const name = (port.known ? port.value?.podInterface : "") || "eth0";
  const out = { inInterface: null, outInterface: name };
  const into = { inInterface: name, outInterface: null };
  const at = role === "source" ? role : "beyond";
  const request = probePacket(view, "request", at);
  const reply = probePacket(view, "reply", at);
  // A reply that does not leave the destination is a request without an answer.
  return role === "source"
    ? [
        { hooks: outward, direction: "request", packet: { ...request, ...out } },
        { hooks: inward, direction: "reply", packet: { ...reply, ...into } },
      ]
    : [
        { hooks: inward, direction: "request", packet: { ...request, ...into } },
        { hooks: outward, direction: "request", packet: { ...reply, ...out } },
      ];
}

const outward = ["output", "postrouting", "egress"] as const;
const inward = ["ingress", "prerouting", "input"] as const;

function dropAt(context: CheckContext, role: Role, firewall: Firewall, crossing: Crossing): Look {
  const { view, located } = context;
  const { node, name, namespace } = view.plan[role];
  const unread = unreadFor(firewall, crossing.packet);
  if (unread !== null) return unread;
  const drops = provenDrops(firewall, crossing.hooks, crossing.packet);
  const culprit = culpritOf(drops, lostCount(located));
  if (culprit === null) return null;
  return {
    code: "POD_FIREWALL_DROP",
    stage: role === "source" ? "source-pod" : "destination-pod",
    direction: crossing.direction,
    node,
    args: { ...ends(view), ...endArgs(view, role), detail: dropReason(culprit.drop) },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: firewall.evidence,
    weight: culprit.weight,
  };
}

import type { Direction } from "../../../proto/documents/v1/diagnosis.ts";
import { lostCount } from "../../correlation/locate/located.ts";
import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import type { FirewallPacket } from "../../firewall/packet.ts";
import { culpritOf, dropReason, provenDrops, unreadFor } from "../../firewall/proof.ts";
import { type FirewallHere, inspectFirewall } from "../../host-state/firewall.ts";
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
  const looked = inspectFirewall(context.view, role, "pod", (firewall) => [
    ...crossings(context.view, role).map((crossing) => dropAt(context, role, firewall, crossing)),
    firewall.unread,
  ]);
  return looked.known ? looked.value : [looked.reason];
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

function dropAt(
  context: CheckContext,
  role: Role,
  firewall: FirewallHere,
  crossing: Crossing,
): Look {
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

import { messageOf } from "../../lib/errors.ts";
import type { Direction, Stage } from "../../proto/diagnosis.ts";
import type { Role } from "../evidence/plan.ts";
import type { CaseView } from "../evidence/view.ts";
import { evaluate } from "../firewall/evaluate.ts";
import type { FirewallPacket } from "../firewall/match.ts";
import { parseRuleset, type Ruleset } from "../firewall/ruleset.ts";
import { atEnds, type Check, endArgs, ends, type Found, type Look } from "./check.ts";

/** No rule inside a pod's network namespace drops the request or the reply. */
export const podFirewallCheck: Check = {
  name: "pod/firewall",
  description: "No nftables or iptables rule inside either pod drops these packets",
  codes: ["POD_FIREWALL_DROP"],
  run({ view }) {
    return atEnds((role) => dropsInPod(view, role));
  },
};

function dropsInPod(view: CaseView, role: Role): readonly Look[] {
  const facts = view.podFacts(role);
  if (!facts.known) return [facts.reason];
  try {
    const ruleset = parseRuleset(facts.value.nftJson);
    return crossings(view, role).map((crossing) => {
      const drop = dropAt(view, role, ruleset, crossing);
      return drop === null ? null : { ...drop, evidence: [facts.id] };
    });
  } catch (thrown) {
    return [messageOf(thrown)];
  }
}

interface Crossing {
  readonly hooks: readonly string[];
  readonly direction: Direction;
  readonly stage: Stage;
  readonly packet: FirewallPacket;
}

/** The hooks that packets of this path pass in a pod: out as a sender, in as a receiver. */
function crossings(view: CaseView, role: Role): Crossing[] {
  const stage: Stage = role === "source" ? "source-pod" : "destination-pod";
  const out = ["output", "postrouting"];
  const into = ["prerouting", "input"];
  const request = packetOf(view, "request", role);
  const reply = packetOf(view, "reply", role);
  // A reply that does not leave the destination is a request without an answer.
  return role === "source"
    ? [
        { hooks: out, direction: "request", stage, packet: request },
        { hooks: into, direction: "reply", stage, packet: reply },
      ]
    : [
        { hooks: into, direction: "request", stage, packet: request },
        { hooks: out, direction: "request", stage, packet: reply },
      ];
}

function dropAt(
  view: CaseView,
  role: Role,
  ruleset: Ruleset,
  crossing: Crossing,
): Omit<Found, "evidence"> | null {
  const { node, name, namespace } = view.plan[role];
  for (const hook of crossing.hooks) {
    const answer = evaluate(ruleset, hook, crossing.packet);
    if (answer.verdict === "accept") continue;
    const counted = answer.counter === null ? "" : `, its counter is at ${answer.counter} packets`;
    return {
      code: "POD_FIREWALL_DROP",
      stage: crossing.stage,
      direction: crossing.direction,
      node,
      args: {
        ...ends(view),
        ...endArgs(view, role),
        detail: `${answer.rule} (${answer.verdict} at hook ${hook}${counted})`,
      },
      resources: [{ kind: "Pod", namespace, name }],
      weight: answer.certain || (answer.counter ?? 0) > 0 ? "decisive" : "supporting",
    };
  }
  return null;
}

function packetOf(view: CaseView, direction: Direction, at: Role): FirewallPacket {
  const { plan } = view;
  const isRequest = direction === "request";
  const [from, to] = isRequest ? [plan.source, plan.destination] : [plan.destination, plan.source];
  const { protocol, port } = plan.traffic;
  const isV6 = plan.source.ip.includes(":");
  const leaves = (direction === "request") === (at === "source");
  return {
    source: from.ip,
    destination: to.ip,
    protocol: protocol === "icmp" ? (isV6 ? "ipv6-icmp" : "icmp") : protocol,
    sourcePort: isRequest ? null : port,
    destinationPort: isRequest ? port : null,
    icmpType: protocol === "icmp" ? (isRequest ? "echo-request" : "echo-reply") : null,
    ctState: isRequest ? "new" : "established",
    inInterface: leaves ? null : "eth0",
    outInterface: leaves ? "eth0" : null,
  };
}

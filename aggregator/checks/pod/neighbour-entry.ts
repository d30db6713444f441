import { reason } from "../../../proto/reasons/index.ts";
import type { Role } from "../../evidence/plan.ts";
import { otherRole } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { atPods, type Check, endArgs, ends, type Look } from "../check.ts";

/**
 * The MAC that each pod holds for its next hop is the one that OVN answers with. OVN forwards by
 * MAC: a packet to one that it does not know ends on the bridge.
 */
export const neighbourEntryCheck: Check = {
  name: "pod/neighbour-entry",
  description: "The MAC that each pod holds for its next hop is the one that OVN has",
  codes: ["POD_NEIGHBOUR_WRONG"],
  reads: ["logical-port", "pod"],
  run({ view }) {
    return atPods(view, (role) => wrongEntry(view, role));
  },
};

function wrongEntry(view: CaseView, role: Role): Look {
  const facts = view.podFacts(role);
  const port = view.logicalPort(otherRole(role));
  if (!facts.known) return facts.reason;
  if (!port.known) return port.reason;
  const { plan } = view;
  // The router that a pod's VLAN has outside is not OVN's to know: there is none on its switch.
  const [hop, macs] = plan.sameSubnet
    ? [plan[otherRole(role)].ip, macsOf(port.value?.addresses ?? [])]
    : [plan[role].gatewayIp, plan[role].gatewayMac === null ? [] : [plan[role].gatewayMac]];
  const entry = facts.value.neighbours.find((one) => one.address === hop && one.mac !== "");
  if (hop === null || macs.length === 0 || entry === undefined) return null;
  if (macs.includes(entry.mac.toLowerCase())) return null;
  return {
    code: "POD_NEIGHBOUR_WRONG",
    stage: role === "source" ? "source-bridge" : "destination-bridge",
    direction: role === "source" ? "request" : "reply",
    node: plan[role].node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      address: hop,
      actual: entry.mac,
      expected: reason("ANY_OF", { values: macs }),
    },
    resources: [{ kind: "Pod", namespace: plan[role].namespace, name: plan[role].name }],
    evidence: [facts.id, port.id],
    weight: "decisive",
  };
}

function macsOf(addresses: readonly string[]): string[] {
  return addresses.map((address) => (address.split(" ")[0] ?? "").toLowerCase());
}

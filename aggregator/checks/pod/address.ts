import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { addressOf } from "../../inventory/ip-address.ts";
import { atPods, type Check, endArgs, ends, type Look } from "../check.ts";

/** The pod's interface carries the address that Kubernetes and OVN know, and its kernel uses it. */
export const podAddressCheck: Check = {
  name: "pod/address",
  description: "Each pod has its address on its interface",
  codes: ["POD_ADDRESS_MISSING", "POD_ADDRESS_UNUSABLE", "POD_PROTOCOL_DISABLED"],
  reads: ["pod"],
  run({ view }) {
    return atPods(view, (role) => missingAddress(view, role));
  },
};

/** What a flag of an address that cannot be used says (ip-address(8)). */
const unusableReasons: Readonly<Record<string, Reason>> = {
  duplicate: reason("DUPLICATE_ADDRESS", {}),
  tentative: reason("TENTATIVE_ADDRESS", {}),
};

function missingAddress(view: CaseView, role: Role): Look {
  const facts = view.podFacts(role);
  if (!facts.known) return facts.reason;
  const { ip, node, name, namespace } = view.plan[role];
  const { links } = facts.value;
  if (links.length === 0) return reason("INTERFACES_UNREAD", { name });
  const addresses = links
    .filter((link) => link.name !== "lo")
    .flatMap((link) => link.addresses.map(addressOf));
  const unusable = links
    .map((link) => link.unusableAddresses?.[ip])
    .find((why) => why !== undefined);
  if (addresses.includes(ip) && unusable === undefined) return null;
  const isOff = ip.includes(":") && facts.value.ipv6Disabled;
  const code =
    unusable !== undefined
      ? "POD_ADDRESS_UNUSABLE"
      : isOff
        ? "POD_PROTOCOL_DISABLED"
        : "POD_ADDRESS_MISSING";
  return {
    code,
    stage: role === "source" ? "source-pod" : "destination-pod",
    direction: "request",
    node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      expected: ip,
      actual:
        addresses.filter((address) => !/^fe80:/i.test(address)).join(", ") || reason("NONE", {}),
      interface: "eth0",
      detail: unusableReasons[unusable ?? ""] ?? unusable ?? "",
    },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: [facts.id],
    // Of an address that no Pod has it is a guess which pod should have it.
    weight: view.plan.held !== undefined && role === "destination" ? "supporting" : "decisive",
  };
}

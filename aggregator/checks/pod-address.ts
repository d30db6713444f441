import type { Role } from "../evidence/plan.ts";
import type { CaseView } from "../evidence/view.ts";
import { atEnds, type Check, endArgs, ends, type Look } from "./check.ts";

/** The pod's interface carries the address that Kubernetes and OVN know. */
export const podAddressCheck: Check = {
  name: "pod/address",
  description: "Each pod has its address on its interface",
  codes: ["POD_ADDRESS_MISSING"],
  run({ view }) {
    return atEnds((role) => missingAddress(view, role));
  },
};

function missingAddress(view: CaseView, role: Role): Look {
  const facts = view.podFacts(role);
  if (!facts.known) return facts.reason;
  const { ip, node, name, namespace } = view.plan[role];
  const { links } = facts.value;
  if (links.length === 0) return `the interfaces of ${name} could not be read`;
  const addresses = links
    .filter((link) => link.name !== "lo")
    .flatMap((link) => link.addresses.map((address) => address.split("/")[0] ?? ""));
  if (addresses.includes(ip)) return null;
  return {
    code: "POD_ADDRESS_MISSING",
    stage: role === "source" ? "source-pod" : "destination-pod",
    direction: "request",
    node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      expected: ip,
      actual: addresses.filter((address) => !/^fe80:/i.test(address)).join(", ") || "none",
      interface: "eth0",
    },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: [facts.id],
    weight: "decisive",
  };
}

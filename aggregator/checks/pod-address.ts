import { type Check, endArgs, ends, type Found, foundOrClean, skipped } from "./check.ts";

/** The pod's interface carries the address that Kubernetes and OVN know. */
export const podAddressCheck: Check = {
  name: "pod/address",
  description: "Each pod has its address on its interface",
  codes: ["POD_ADDRESS_MISSING"],
  run({ view }) {
    const found: Found[] = [];
    const reasons: string[] = [];
    for (const role of ["source", "destination"] as const) {
      const facts = view.podFacts(role);
      if (!facts.known) {
        reasons.push(facts.reason);
        continue;
      }
      const { ip, node, name, namespace } = view.plan[role];
      const addresses = facts.value.links
        .filter((link) => link.name !== "lo")
        .flatMap((link) => link.addresses.map((address) => address.split("/")[0] ?? ""));
      if (facts.value.links.length === 0) {
        reasons.push(`the interfaces of ${name} could not be read`);
        continue;
      }
      if (addresses.includes(ip)) continue;
      found.push({
        code: "POD_ADDRESS_MISSING",
        stage: role === "source" ? "source-pod" : "destination-pod",
        direction: "request",
        node,
        args: {
          ...ends(view),
          ...endArgs(view, role),
          expected: ip,
          actual: addresses.filter((a) => !/^fe80:/i.test(a)).join(", ") || "none",
          interface: "eth0",
        },
        resources: [{ kind: "Pod", namespace, name }],
        evidence: [facts.id],
        weight: "decisive",
      });
    }
    if (found.length === 0 && reasons.length > 0) return skipped(reasons.join("; "));
    return foundOrClean(found);
  },
};

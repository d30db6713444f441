import { type Check, endArgs, ends, type Found, foundOrClean, skipped } from "./check.ts";

/** Each pod has a route to the other, out of its network interface. */
export const podRouteCheck: Check = {
  name: "pod/route",
  description: "Each pod has a route to the other",
  codes: ["POD_NO_ROUTE"],
  run({ view }) {
    const found: Found[] = [];
    const reasons: string[] = [];
    for (const role of ["source", "destination"] as const) {
      const facts = view.podFacts(role);
      if (!facts.known) {
        reasons.push(facts.reason);
        continue;
      }
      const { node, name, namespace } = view.plan[role];
      const route = facts.value.routeTo;
      const wrong = facts.value.routeError || (route?.device === "lo" ? "it goes to itself" : "");
      if (wrong === "") continue;
      const target = view.plan[role === "source" ? "destination" : "source"].ip;
      found.push({
        code: "POD_NO_ROUTE",
        stage: role === "source" ? "source-pod" : "destination-pod",
        direction: "request",
        node,
        args: {
          ...ends(view),
          ...endArgs(view, role),
          address: target,
          detail: wrong,
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

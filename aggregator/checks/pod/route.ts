import type { Role } from "../../evidence/plan.ts";
import { otherRole } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { atPods, type Check, endArgs, ends, type Look } from "../check.ts";

/** Each pod has a route to the other, out of its network interface. */
export const podRouteCheck: Check = {
  name: "pod/route",
  description: "Each pod has a route to the other",
  codes: ["POD_NO_ROUTE", "POD_ROUTE_ELSEWHERE"],
  reads: ["pod", "port"],
  run({ view }) {
    return atPods(view, (role) => missingRoute(view, role) ?? otherRoute(view, role));
  },
};

function missingRoute(view: CaseView, role: Role): Look {
  const facts = view.podFacts(role);
  if (!facts.known) return facts.reason;
  const { node, name, namespace } = view.plan[role];
  const route = facts.value.routeTo;
  const wrong = facts.value.routeError || (route?.device === "lo" ? "it goes to itself" : "");
  if (wrong === "") return null;
  return {
    code: "POD_NO_ROUTE",
    stage: role === "source" ? "source-pod" : "destination-pod",
    direction: "request",
    node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      address: view.plan[otherRole(role)].ip,
      detail: wrong,
    },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: [facts.id],
    weight: "decisive",
  };
}

/** The pod's packets leave by another interface than the one that OVN knows. */
function otherRoute(view: CaseView, role: Role): Look {
  const facts = view.podFacts(role);
  const port = view.port(role);
  if (!facts.known) return facts.reason;
  if (!port.known) return port.reason;
  const expected = port.value?.podInterface ?? "";
  const actual = facts.value.routeTo?.device ?? "";
  if (expected === "" || actual === "" || actual === expected) return null;
  const { node, name, namespace } = view.plan[role];
  return {
    code: "POD_ROUTE_ELSEWHERE",
    stage: role === "source" ? "source-pod" : "destination-pod",
    direction: "request",
    node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      address: view.plan[otherRole(role)].ip,
      actual,
      interface: expected,
    },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: [facts.id, port.id],
    weight: "decisive",
  };
}

import { reason, said } from "../../../proto/reasons/index.ts";
import type { PodFacts } from "../../../proto/wire/facts.ts";
import type { Role } from "../../evidence/plan.ts";
import { peerAddress } from "../../evidence/plan.ts";
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
  const wrong = wrongRoute(facts.value);
  if (wrong === null) return null;
  return {
    code: "POD_NO_ROUTE",
    stage: role === "source" ? "source-pod" : "destination-pod",
    direction: "request",
    node,
    args: {
      ...ends(view),
      ...endArgs(view, role),
      address: peerAddress(view.plan, role),
      detail: wrong,
    },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: [facts.id],
    weight: "decisive",
  };
}

/** What the kernel says of the route (ip-route(8)), or that it leads back. */
function wrongRoute({ routeTo, routeError }: Pick<PodFacts, "routeTo" | "routeError">) {
  if (routeError !== "") return said(routeError);
  return routeTo?.device === "lo" ? reason("ROUTE_TO_ITSELF", {}) : null;
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
      address: peerAddress(view.plan, role),
      actual,
      interface: expected,
    },
    resources: [{ kind: "Pod", namespace, name }],
    evidence: [facts.id, port.id],
    weight: "decisive",
  };
}

import { reason } from "../../../proto/reasons/index.ts";
import type { RouterDecisionRow } from "../../evidence/destination-rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Check, clean, ends, type Found, foundOrClean, skipped } from "../check.ts";

/** What the source's router decides leads somewhere: a next hop that exists, a gateway node. */
export const routerDecisionCheck: Check = {
  name: "ovn/router-decision",
  description: "The router's policy or route for these packets leads to a port that exists",
  codes: ["NEXTHOP_UNRESOLVED", "GATEWAY_POLICY_MISSING"],
  reads: ["router-decision"],
  run({ view }) {
    if (view.plan.sameSubnet || view.plan.service !== null) return clean;
    const looked = view.routerDecision();
    if (!looked.known) return skipped(looked.reason);
    const row = looked.value;
    if (row === null) return clean;
    if (row.isUncertain) return skipped(reason("POLICY_NOT_EVALUATED", {}));
    const found = findingOf(view, row);
    return foundOrClean(found === null ? [] : [{ ...found, evidence: [looked.id] }]);
  },
};

function findingOf(view: CaseView, row: RouterDecisionRow): Omit<Found, "evidence"> | null {
  const [first] = row.nexthops;
  if (first === undefined) return null;
  const common = {
    stage: "source-bridge",
    direction: "request",
    node: view.plan.source.node,
    resources: [{ kind: "Logical_Router", namespace: null, name: row.router }],
    weight: "decisive",
  } as const;
  const args = { ...ends(view), router: row.router, address: row.destination };
  const leaves = view.plan.exit !== "none"; // between pods no gateway is wanted: a route is
  if (leaves && row.kind === "route" && row.nexthops.every(({ isRouters }) => isRouters)) {
    // The default route of ovn-cluster leads to the router itself: nothing is meant to take it.
    const detail = reason("ROUTE_TO_ROUTER", { route: row.by ?? "", address: first.ip });
    return { ...common, code: "GATEWAY_POLICY_MISSING", args: { ...args, detail } };
  }
  const lost = row.nexthops.filter(
    ({ logicalPort, isRouters, mayBeLearnt }) => logicalPort === null && !isRouters && !mayBeLearnt,
  );
  if (lost.length === 0) return null;
  const actual = `${lost.map(({ ip }) => ip).join(", ")} (${row.by ?? ""})`;
  // Of several next hops only some flows take the one that is not there.
  const weight = lost.length === row.nexthops.length ? "decisive" : "supporting";
  return { ...common, weight, code: "NEXTHOP_UNRESOLVED", args: { ...args, actual } };
}

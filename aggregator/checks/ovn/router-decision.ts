import { type Reason, reason } from "../../../proto/reasons/index.ts";
import type { NexthopRow, RouterDecisionRow } from "../../evidence/destination-rows.ts";
import type { CaseView } from "../../evidence/view.ts";
import {
  type Check,
  type CheckContext,
  clean,
  ends,
  type Found,
  type Look,
  lookedAt,
  placeAmong,
} from "../check.ts";

/** What the routers decide leads somewhere: to the other end's Subnet, or a gateway that exists. */
export const routerDecisionCheck: Check = {
  name: "ovn/router-decision",
  description: "The routers' policies and routes for these packets lead to a port that exists",
  codes: [
    "SUBNET_NOT_REACHABLE",
    "NEXTHOP_MISSING",
    "NEXTHOP_UNRESOLVED",
    "GATEWAY_POLICY_MISSING",
  ],
  reads: ["router-decision", "gateway-trace"],
  run(context) {
    const { plan } = context.view;
    if (plan.sameSubnet || plan.service !== null) return clean;
    return lookedAt([ofRequest(context), ofReply(context)]);
  },
};

type Decided = { readonly row: RouterDecisionRow; readonly id: string };

/** What an end's router decides, where that is told; null without a router. */
function decided(view: CaseView, direction: Found["direction"]): Decided | Reason | null {
  const looked = view.routerDecision(direction);
  if (!looked.known) return looked.reason;
  if (looked.value === null) return null;
  if (looked.value.isUncertain) return reason("POLICY_NOT_EVALUATED", {});
  return { row: looked.value, id: looked.id };
}

function ofRequest(context: CheckContext): Look {
  const { view } = context;
  const found = decided(view, "request");
  if (found === null || !("row" in found)) return found;
  const { row, id } = found;
  const common = {
    stage: "source-bridge",
    direction: "request",
    node: view.plan.source.node,
    resources: [{ kind: "Logical_Router", namespace: null, name: row.router }],
    evidence: [id],
    weight: "decisive",
  } as const;
  const args = { ...ends(view), router: row.router, address: row.destination };
  const unreached = notReached(context, row);
  if (unreached !== null) return { ...common, ...unreached, args: { ...args, ...unreached.args } };
  const told = deadEnd(view, row);
  return told === null ? null : { ...common, ...told, args: { ...args, ...told.args } };
}

type Told = Pick<Found, "code" | "args"> & Partial<Found>;

/** The pods are in two VPCs, and the routes of the source's lead elsewhere, or nowhere. */
function notReached(context: CheckContext, row: RouterDecisionRow): Told | null {
  const { vpcs } = context.view.plan;
  if (vpcs === undefined || vpcs.isReached !== false) return null;
  // What the routes of the VPC lead outside gets as far as those let it.
  const place = placeAmong(
    context,
    { stage: "source-bridge", direction: "request" },
    { stage: "gateway", direction: "request" },
    { stage: "underlay", direction: "request" },
  );
  // The path ends where the routes lead; asked was for the pod.
  const { namespace, name, ips } = context.view.plan.named.destination;
  const isV6 = row.destination.includes(":");
  const address = ips.find((ip) => ip.includes(":") === isV6) ?? row.destination;
  const destination = namespace === null ? name : `${namespace}/${name}`;
  const args = { destination, address, subnet: vpcs.subnet, detail: detailOf(row) };
  return { code: "SUBNET_NOT_REACHABLE", ...place, args };
}

function detailOf({ by, kind, nexthops }: RouterDecisionRow): Reason {
  if (by === null) return reason("NO_ROUTE_MATCHES", {});
  if (kind === "drop") return reason("POLICY_DROPS", { policy: by });
  return reason("ROUTED_TO", { by, nexthops: nexthops.map(({ ip }) => ip) });
}

/** The packet's way ends at the router, or at a next hop that is not there. */
function deadEnd(view: CaseView, row: RouterDecisionRow): Told | null {
  const lost = row.nexthops.filter(isNobody);
  const isNoneTaken = takesNone(view);
  const leaves = view.plan.exit !== "none"; // between pods no gateway is wanted: a route is
  const own = leaves && row.kind === "route" && row.nexthops.every(({ isRouters }) => isRouters);
  const [first] = row.nexthops;
  const { passedOver } = row;
  if (passedOver?.nexthops.length === 0 && leaves && (own || row.kind === "none")) {
    return { code: "NEXTHOP_MISSING", args: { detail: passedOver.by } };
  }
  if (own && first !== undefined) {
    // The default route of ovn-cluster leads to the router itself: nothing is meant to take it.
    const detail = reason("ROUTE_TO_ROUTER", { route: row.by ?? "", address: first.ip });
    return { code: "GATEWAY_POLICY_MISSING", args: { detail } };
  }
  if (lost.length === 0) return null;
  const actual = `${lost.map(({ ip }) => ip).join(", ")} (${row.by ?? ""})`;
  // Of several next hops only some packets take the one that is not there.
  const isAll = lost.length === row.nexthops.length;
  const weight = isAll || isNoneTaken ? "decisive" : "supporting";
  return { code: "NEXTHOP_UNRESOLVED", args: { actual }, weight };
}

/** Of several next hops br-int of the source's node chooses one that leads nowhere. */
function takesNone(view: CaseView): boolean {
  if (view.plan.gateways === undefined) return false;
  const traced = view.gatewayTrace();
  if (!traced.known || traced.value.trace.result !== "dropped") return false;
  const { trace, owners } = traced.value;
  const owner = owners[trace.decidingStep];
  // The router asks for the next hop's MAC, or has it from a row.
  return owner?.kind === "logical-flow" && owner.stage.startsWith("lr_in_arp_");
}

function isNobody({ logicalPort, isRouters, mayBeLearnt }: NexthopRow): boolean {
  return logicalPort === null && !isRouters && !mayBeLearnt;
}

/** Peered VPCs need a route on each side. */
function ofReply(context: CheckContext): Look {
  const { view } = context;
  const { plan } = view;
  if (plan.vpcs === undefined || plan.vpcs.isReached !== true) return null;
  if (plan.vpcs.isAnswered !== false) return null;
  const found = decided(view, "reply");
  if (found === null || !("row" in found)) return found;
  const { row, id } = found;
  const args = { router: row.router, address: row.destination, detail: detailOf(row) };
  return {
    code: "SUBNET_NOT_REACHABLE",
    ...placeAmong(
      context,
      { stage: "destination-bridge", direction: "reply" },
      { stage: "source-bridge", direction: "reply" }, // both are on one node
    ),
    node: plan.destination.node,
    args: { ...ends(view, "reply"), ...args, subnet: plan.source.switchName ?? "" },
    resources: [{ kind: "Logical_Router", namespace: null, name: row.router }],
    evidence: [id],
    weight: "decisive",
  };
}

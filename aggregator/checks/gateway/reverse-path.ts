import { type Reason, reason } from "../../../proto/reasons/index.ts";
import { lostCount } from "../../correlation/locate/located.ts";
import { nodeInterface, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { grownBy, watched } from "../../host-state/growth.ts";
import { type KernelRoute, type NodeRoutes, nodeRoutes } from "../../host-state/node-routes.ts";
import { isReversePath, reversePathCounter } from "../../host-state/reverse-path.ts";
import {
  atEnds,
  type Check,
  type CheckContext,
  ends,
  type Found,
  type Look,
  type Place,
  placeAmong,
  stackStage,
} from "../check.ts";

/**
 * With rp_filter on, a node's kernel drops what comes in by another interface than answers would
 * leave by. It says so when it is asked about the packet, and counts what it drops.
 */
export const nodeReversePathCheck: Check = {
  name: "gateway/reverse-path",
  description: "No node drops packets because their way back is another interface",
  codes: ["RP_FILTER_DROP"],
  reads: ["netns", "pod"],
  run(context) {
    const { plan } = context.view;
    const roles = (["source", "destination"] as const).filter(
      (role) => plan[role].attachment === "ovn0",
    );
    // IPv6 has no rp_filter (kernel's ip-sysctl.rst).
    const isV4 = !plan.source.ip.includes(":");
    return atEnds((role) => filtered(context, role), isV4 ? roles : []);
  },
};

function filtered(context: CheckContext, role: Role): Look {
  const { view } = context;
  const routes = nodeRoutes(view, role);
  if (!routes.known) return routes.reason;
  const told = routes.value === null ? null : refusedOf(view, role, routes.value);
  const dropped = droppedAt(context, role);
  if (told !== null) {
    const { count, evidence } = "count" in dropped ? dropped : nothing;
    return foundAt(context, role, {
      place: told.place,
      interface: told.interface,
      lost: count || lostCount(context.located),
      evidence: [routes.id, ...evidence],
      weight: "decisive",
    });
  }
  if (!("count" in dropped)) return dropped;
  const lost = lostCount(context.located);
  // The whole node counts here: where nothing of the path was lost, these are others' packets.
  if (dropped.count === 0 || lost === 0) return null;
  // Where the kernel was asked it would take the packets: others may count, or by another NIC.
  const isAsked = routes.value !== null;
  return foundAt(context, role, {
    place: placeAmong(context, ...placesOf(context, role)),
    interface: "",
    lost: dropped.count,
    evidence: dropped.evidence,
    weight: !isAsked && dropped.count >= lost ? "decisive" : "supporting",
  });
}

interface Refused {
  readonly place: Place;
  readonly interface: string;
}

/** Which of the path's packets the kernel says that it would not take. */
function refusedOf(view: CaseView, role: Role, { there, back }: NodeRoutes): Refused | null {
  const { plan } = view;
  const isRefused = (route: KernelRoute): boolean => {
    const looked = isReversePath(view, role, route);
    return looked.known && looked.value;
  };
  if (role === "source") {
    const place: Place = { stage: "source-pod", direction: "reply" };
    return back !== null && isRefused(back) ? { place, interface: there.device } : null;
  }
  const stage = plan.exit === "outside" || plan.destination.kind === "Node" ? "gateway" : null;
  const asked: Place = { stage: stage ?? "destination-pod", direction: "request" };
  if (isRefused(there)) return { place: asked, interface: nodeInterface };
  if (back === null || !isRefused(back)) return null;
  return { place: { stage: "gateway", direction: "reply" }, interface: there.device };
}

/** Where packets of the path come in to the node's own stack. */
function placesOf({ view }: CheckContext, role: Role): [Place, ...Place[]] {
  if (role === "source") return [{ stage: "source-pod", direction: "reply" }];
  if (view.plan.exit !== "outside") {
    return [{ stage: stackStage(view, role), direction: "request" }];
  }
  return [
    { stage: "gateway", direction: "request" },
    { stage: "gateway", direction: "reply" },
  ];
}

const nothing: Dropped = { count: 0, evidence: [] };

type Dropped = { readonly count: number; readonly evidence: readonly string[] };

function droppedAt({ view }: CheckContext, role: Role): Dropped | Reason {
  const looked = watched(view, role, "node");
  if (!looked.known) return looked.reason;
  const { before, after, evidence } = looked.value;
  return { count: grownBy(before.counters, after.counters, reversePathCounter), evidence };
}

interface Told extends Pick<Found, "evidence" | "weight"> {
  readonly place: Place;
  /** "" where only the counter tells. */
  readonly interface: string;
  readonly lost: number;
}

function foundAt({ view }: CheckContext, role: Role, told: Told): Found {
  const { plan } = view;
  const node = plan[role].node ?? "";
  const isReply = told.place.direction === "reply";
  const remote = role === "source" || isReply ? plan.destination.ip : plan.source.ip;
  const { interface: name, lost } = told;
  const where = reason("ON_NODE", { node, interface: name === "" ? null : name });
  const detail = name === "" ? reason("COUNTED_BY_KERNEL", {}) : reason("NOT_THE_WAY_BACK", {});
  return {
    code: "RP_FILTER_DROP",
    ...told.place,
    node,
    args: { ...ends(view), node, where, enter: "", address: remote, lost, detail },
    resources: [{ kind: "Node", namespace: null, name: node }],
    evidence: told.evidence,
    weight: told.weight,
  };
}

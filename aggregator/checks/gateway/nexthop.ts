import { isIntact } from "../../correlation/join/matrix.ts";
import { routerRequests } from "../../correlation/join/neighbour-request.ts";
import type { CaseView } from "../../evidence/view.ts";
import { type Check, type CheckContext, clean, ends, type Found, foundOrClean } from "../check.ts";

/**
 * The router's next hop in a provider network answers ARP or neighbour discovery. While it has not,
 * OVN keeps a few packets for it and drops the others (OVN controller/pinctrl.c, buffered packets).
 */
export const nexthopCheck: Check = {
  name: "gateway/nexthop",
  description: "The router's question for the MAC of its next hop outside is answered",
  codes: ["NEXTHOP_UNANSWERED", "NEXTHOP_LEARNING"],
  reads: ["node", "provider", "tap"],
  run(context) {
    const { leaving } = context.view.plan.destination;
    if (leaving === undefined) return clean;
    const found = unanswered(context.view) ?? learning(context);
    return foundOrClean(found === null ? [] : [found]);
  },
};

function unanswered(view: CaseView): Found | null {
  const requests = routerRequests(view);
  if (requests === null || requests.answered > 0) return null;
  const { target: address, asked: sent, evidence } = requests;
  return {
    ...baseOf(view),
    code: "NEXTHOP_UNANSWERED",
    stage: "underlay",
    args: { ...ends(view), router: routerOf(view), address, sent },
    evidence,
    weight: "decisive",
  };
}

/** The one packet that was sent ahead was lost, and all that followed passed. */
function learning({ view, located }: CheckContext): Found | null {
  const { learning: ahead, asked, pattern } = located;
  const { service, destination } = view.plan;
  if (ahead === null || asked === null || pattern !== "none" || service?.affinity) return null;
  const [key, attempt] = [...ahead.series.attempts][0] ?? [];
  if (key === undefined || attempt === undefined || attempt.outcome === "answered") return null;
  const [sent, ...beyond] = ahead.rows;
  if (sent === undefined || !sent.seen.has(key) || !beyond.every(isIntact)) return null;
  const address = destination.leaving?.nexthop ?? destination.ip;
  return {
    ...baseOf(view),
    code: "NEXTHOP_LEARNING",
    stage: "source-bridge",
    args: { ...ends(view), router: routerOf(view), address },
    evidence: [...ahead.series.evidence, ...asked.series.evidence],
    weight: "supporting",
  };
}

function baseOf(view: CaseView): Pick<Found, "direction" | "node" | "resources"> {
  const resources = [{ kind: "Logical_Router", namespace: null, name: routerOf(view) }];
  return { direction: "request", node: view.plan.destination.node, resources };
}

function routerOf({ plan }: CaseView): string {
  return plan.destination.router ?? plan.source.router ?? "";
}

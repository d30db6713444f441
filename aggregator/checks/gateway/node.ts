import type { CodeArgs } from "../../../proto/codes/index.ts";
import { allOf, reason } from "../../../proto/reasons/index.ts";
import { leavesUnmasqueraded } from "../../correlation/locate/masquerade.ts";
import { exitRole } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { grownBy, watched } from "../../host-state/growth.ts";
import { routeHolds } from "../../host-state/route-holds.ts";
import { type Check, clean, ends, type Found, type Look, lookedAt } from "../check.ts";

/** The node by which packets leave OVN forwards, routes and masquerades them. */
export const gatewayCheck: Check = {
  name: "gateway/node",
  description: "The gateway node forwards, has routes both ways, and masquerades where it should",
  codes: [
    "GATEWAY_NOT_FORWARDING",
    "GATEWAY_NO_ROUTE",
    "NODE_ROUTE_MISSING",
    "GATEWAY_NO_MASQUERADE",
  ],
  reads: ["netns", "pod", "port", "subnet", "tap"],
  run({ view }) {
    if (view.plan.destination.attachment !== "ovn0") return clean;
    return lookedAt([forwarding(view), outwardRoute(view), wayBack(view), masquerade(view)]);
  },
};

function isOutside(view: CaseView): boolean {
  return view.plan.exit === "outside";
}

function forwarding(view: CaseView): Look {
  if (!isOutside(view)) return null;
  const after = view.netns("destination", "node", "after");
  const state = after.known ? after : view.netns("destination", "node", "before");
  if (!state.known) return state.reason;
  const isV6 = view.plan.destination.ip.includes(":");
  const name = isV6 ? "net.ipv6.conf.all.forwarding" : "net.ipv4.ip_forward";
  const value = state.value.sysctls[name];
  if (value === undefined) return reason("SETTING_UNREAD", { name });
  if (value !== "0") return null;
  return atGateway(view, "GATEWAY_NOT_FORWARDING", { detail: `${name} = 0` }, state.id);
}

function outwardRoute(view: CaseView): Look {
  if (!isOutside(view)) return null;
  const facts = view.podFacts("destination");
  if (!facts.known) return facts.reason;
  const { ip } = view.plan.destination;
  const { routes, problems } = facts.value;
  // Other tables may have a route (ip rule); packets that pass show that one has.
  if (routes.some((route) => routeHolds(route, ip))) return null;
  if (problems.some(({ part }) => part === "routes")) {
    return allOf(problems.map((one) => reason("PART_UNREAD", one)));
  }
  const detail = reason("NO_MAIN_ROUTE", {});
  return atGateway(view, "GATEWAY_NO_ROUTE", { address: ip, detail }, facts.id);
}

/** What comes back for the pod must go into OVN again, by ovn0. */
function wayBack(view: CaseView): Look {
  const facts = view.podFacts("destination");
  const port = view.port("destination");
  if (!facts.known) return facts.reason;
  if (!port.known) return port.reason;
  const { routeTo, routeError } = facts.value;
  const own = port.value?.interface || "ovn0";
  if (routeError === "" && (routeTo === null || routeTo.device === own)) return null;
  const { source, destination, exit } = view.plan;
  const via = routeTo?.gateway ? ` via ${routeTo.gateway}` : "";
  const actual = routeError === "" ? `${routeTo?.device ?? ""}${via}` : routeError;
  const found = atGateway(
    view,
    "NODE_ROUTE_MISSING",
    { address: source.ip, actual, interface: own },
    facts.id,
  );
  if (exit === "outside") return { ...found, direction: "reply" };
  return destination.kind === "Node" ? found : { ...found, stage: "destination-pod" };
}

function masquerade(view: CaseView): Look {
  if (!isOutside(view)) return null;
  if (!leavesUnmasqueraded(view)) return null;
  const subnet = view.subnet("source");
  const tap = view.tap("destination");
  if (!subnet.known) return subnet.reason;
  if (!tap.known) return tap.reason;
  if (subnet.value?.natOutgoing !== true) return null;
  const args = { actual: view.plan.source.ip, subnet: subnet.value.name };
  const found = atGateway(view, "GATEWAY_NO_MASQUERADE", args, tap.id, subnet.id);
  if (!leavesUnmasqueraded(view, (sighting) => !sighting.hasBadChecksum)) {
    return { ...found, ...ofBadOnes(view) };
  }
  return found;
}

/**
 * Packets with wrong checksums are translated by no rule (gateway/checksum). Where an offload has
 * yet to fill them in they are none: the kernel counts those that it takes for invalid.
 */
function ofBadOnes(view: CaseView): Pick<Found, "weight"> {
  const looked = watched(view, exitRole(view.plan), "node");
  if (!looked.known) return { weight: "beside" };
  const { before, after } = looked.value;
  const invalid = grownBy(before.counters, after.counters, "nf_conntrack_invalid");
  return { weight: invalid === 0 ? "decisive" : "beside" };
}

function atGateway(
  view: CaseView,
  code: Found["code"],
  args: CodeArgs,
  ...evidence: string[]
): Found {
  const node = view.plan.destination.node ?? "";
  return {
    code,
    stage: "gateway",
    direction: "request",
    node,
    args: { ...ends(view), node, ...args },
    resources: [{ kind: "Node", namespace: null, name: node }],
    evidence,
    weight: "decisive",
  };
}

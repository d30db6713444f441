import type { CodeArgs } from "../../../proto/codes/index.ts";
import { allOf, type Reason, reason, said } from "../../../proto/reasons/index.ts";
import { leavesUnmasqueraded } from "../../correlation/locate/masquerade.ts";
import { exitRole, nodeInterface } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { grownBy, watched } from "../../host-state/growth.ts";
import { type KernelRoute, nodeRoutes } from "../../host-state/node-routes.ts";
import { isReversePath } from "../../host-state/reverse-path.ts";
import { routeHolds } from "../../host-state/route-holds.ts";
import {
  type Check,
  type CheckContext,
  clean,
  ends,
  type Found,
  type Look,
  lookedAt,
} from "../check.ts";

/** The node by which packets leave OVN forwards, routes and masquerades them. */
export const gatewayCheck: Check = {
  name: "gateway/node",
  description: "The gateway node forwards, has routes both ways, and masquerades where it should",
  codes: [
    "GATEWAY_NOT_FORWARDING",
    "GATEWAY_NO_ROUTE",
    "GATEWAY_ROUTE_ELSEWHERE",
    "NODE_ROUTE_MISSING",
    "GATEWAY_NO_MASQUERADE",
  ],
  reads: ["netns", "node", "pod", "port", "subnet", "tap"],
  run(context) {
    const { view } = context;
    if (view.plan.destination.attachment !== "ovn0") return clean;
    const looks = [forwarding(view), outwardRoute(context), wayBack(view), masquerade(view)];
    return lookedAt(looks);
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

function outwardRoute(context: CheckContext): Look {
  const { view } = context;
  if (!isOutside(view)) return null;
  const facts = view.podFacts("destination");
  const routes = nodeRoutes(view, "destination");
  if (!facts.known) return facts.reason;
  if (!routes.known) return routes.reason;
  if (routes.value !== null) return outward(context, routes.value.there, facts.id);
  const { ip } = view.plan.destination;
  const { routes: main, problems } = facts.value;
  // Other tables may have a route (ip rule); packets that pass show that one has.
  if (main.some((route) => routeHolds(route, ip))) return null;
  if (problems.some(({ part }) => part === "routes")) {
    return allOf(problems.map((one) => reason("PART_UNREAD", one)));
  }
  const detail = reason("NO_MAIN_ROUTE", {});
  return atGateway(view, "GATEWAY_NO_ROUTE", { address: ip, detail }, facts.id);
}

/** What the kernel says of the pod's packet as it comes in by `ovn0`. */
function outward(context: CheckContext, there: KernelRoute, id: string): Look {
  const { view } = context;
  const isFiltered = isReversePath(view, "destination", there);
  if (!isFiltered.known) return isFiltered.reason;
  // Of these gateway/reverse-path and path/answerer speak.
  if (isFiltered.value || there.type === "local") return null;
  const address = view.plan.destination.ip;
  // Without forwarding the kernel has the same words.
  const isForwarding = forwarding(view) === null;
  if (there.error !== "" || there.device === "") {
    const told = said(there.error);
    return isForwarding ? atGateway(view, "GATEWAY_NO_ROUTE", { address, detail: told }, id) : null;
  }
  const elsewhere = leadsElsewhere(context, there);
  if (elsewhere === null || !("evidence" in elsewhere)) return elsewhere;
  const args = { address, actual: routeText(there), detail: elsewhere.detail };
  const found = atGateway(view, "GATEWAY_ROUTE_ELSEWHERE", args, id, ...elsewhere.evidence);
  return { ...found, weight: elsewhere.weight };
}

type Elsewhere = Pick<Found, "weight" | "evidence"> & { readonly detail: Reason };

/**
 * Routes that cannot lead out: back into OVN, or to an interface that carries nothing; and those
 * that need not, as other packets leave by another interface and nobody answers there.
 */
function leadsElsewhere(
  { view, stage }: CheckContext,
  there: KernelRoute,
): Elsewhere | Reason | null {
  const facts = view.podFacts("destination");
  const node = view.nodeFacts("destination");
  if (!facts.known) return facts.reason;
  const { device, gateway } = there;
  if (device === ownInterface(view)) {
    return { detail: reason("BACK_INTO_OVN", {}), weight: "decisive", evidence: [] };
  }
  if (!node.known) return node.reason;
  const link = node.value.links.find(({ name }) => name === device);
  if (link !== undefined && !(link.up && link.carrier)) {
    const detail = reason("WITHOUT_CARRIER", { interface: device });
    return { detail, weight: "decisive", evidence: [node.id] };
  }
  const usual = facts.value.routes.filter(({ destination }) => destination === "default");
  if (usual.length === 0 || usual.some((route) => route.device === device)) return null;
  const hop = gateway || view.plan.destination.ip;
  const asked = facts.value.neighbours.find((one) => one.address === hop && one.device === device);
  const hasNoPorts = link?.kind === "bridge" && !node.value.links.some((l) => l.master === device);
  if (hasNoPorts || /FAILED|INCOMPLETE/.test(asked?.state ?? "")) {
    const detail = reason("NOBODY_ANSWERS", { address: hop, interface: device });
    return { detail, weight: "decisive", evidence: [node.id] };
  }
  // Of a node with several networks that is how it should be, unless packets stop just there.
  const isThere = stage?.known && stage.segment.stage === "gateway";
  if (!isThere || stage.segment.direction !== "request") return null;
  const others = usual.map((route) => route.device);
  return { detail: reason("DEFAULT_BY_OTHER", { others }), weight: "supporting", evidence: [] };
}

/** Into OVN the node's packets go by its own interface there. */
function ownInterface(view: CaseView): string {
  const port = view.port("destination");
  return (port.known ? port.value?.interface : "") || nodeInterface;
}

/** What comes back for the pod must go into OVN again, by ovn0. */
function wayBack(view: CaseView): Look {
  const facts = view.podFacts("destination");
  const port = view.port("destination");
  const routes = nodeRoutes(view, "destination");
  if (!facts.known) return facts.reason;
  if (!port.known) return port.reason;
  if (!routes.known) return routes.reason;
  const { routeTo, routeError } = facts.value;
  // Of what the kernel does not take in the first place there is no answer to ask for.
  const back = routes.value?.back ?? plainRoute(routeTo, routeError);
  const own = ownInterface(view);
  if (back === null || back.device === own) return null;
  const isFiltered = isReversePath(view, "destination", back);
  if (!isFiltered.known) return isFiltered.reason;
  if (isFiltered.value) return null;
  const { source, destination, exit } = view.plan;
  const actual = back.error === "" ? routeText(back) : said(back.error);
  const found = atGateway(
    view,
    "NODE_ROUTE_MISSING",
    { address: source.ip, actual, interface: own },
    facts.id,
  );
  if (exit === "outside") return { ...found, direction: "reply" };
  return destination.kind === "Node" ? found : { ...found, stage: "destination-pod" };
}

/** The route as agents tell it that are not asked for more. */
function plainRoute(
  routeTo: Pick<KernelRoute, "device" | "gateway"> | null,
  error: string,
): KernelRoute | null {
  if (routeTo === null && error === "") return null;
  const { device = "", gateway = "" } = routeTo ?? {};
  return { device, gateway, table: "", type: "", error };
}

function routeText({ device, gateway, table }: KernelRoute): Reason {
  const [via, of] = [gateway === "" ? null : gateway, table === "" ? null : table];
  return reason("ROUTED_OUT", { interface: device, gateway: via, table: of });
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

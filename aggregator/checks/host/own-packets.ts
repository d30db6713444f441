import type { CodeArgs } from "../../../proto/codes/index.ts";
import { reason, said } from "../../../proto/reasons/index.ts";
import { AddressSet } from "../../../proto/records/address-set.ts";
import { hostRoles, type Role } from "../../evidence/plan.ts";
import type { CaseView } from "../../evidence/view.ts";
import { innerDevice } from "../../host-state/inner-device.ts";
import { uplinksOf } from "../../host-state/uplink.ts";
import { addressOf } from "../../inventory/ip-address.ts";
import { atEnds, type Check, endArgs, ends, type Found, type Look, stackStage } from "../check.ts";

/** A node sends packets of its own into OVN, or out by its NIC, as where they go to asks for. */
export const ownPacketsCheck: Check = {
  name: "host/own-packets",
  description: "A node that is an end has its addresses and routes, and translates Services",
  codes: [
    "NODE_ADDRESS_MISSING",
    "NODE_ROUTE_MISSING",
    "NODE_NO_ROUTE",
    "NODE_ROUTE_ELSEWHERE",
    "SERVICE_NOT_PROXIED",
  ],
  reads: ["chassis", "node", "pod", "port", "tap"],
  run({ view }) {
    return atEnds((role) => {
      const isByOvn = view.plan[role].attachment === "ovn0";
      // What leaves OVN at a node is the gateway's business: gateway/node.
      if (isByOvn && role === "destination") return [];
      const route = isByOvn ? intoOvn(view, role) : byNic(view, role);
      return role === "source" ? [untranslated(view), ...route] : route;
    }, hostRoles(view.plan));
  },
};

/** By `ovn0`, which has its address: with the last one the kernel drops the routes by it. */
function intoOvn(view: CaseView, role: Role): Look[] {
  const facts = view.podFacts(role);
  const port = view.port(role);
  if (!facts.known) return [facts.reason];
  if (!port.known) return [port.reason];
  const { routeTo, routeError, links } = facts.value;
  const own = port.value?.interface || "ovn0";
  if (routeError === "" && (routeTo === null || routeTo.device === own)) return [];
  if (isOfService(view, routeTo)) return [];
  const { ips, ip } = view.plan[role];
  const missing = at(
    view,
    role,
    "NODE_ROUTE_MISSING",
    { actual: routeError || viaOf(routeTo), interface: own },
    facts.id,
  );
  const link = links.find(({ name }) => name === own);
  // The kernel takes routes away with the link: what is down is the cause, host/interface-state.
  if (link?.up === false) return [{ ...missing, weight: "beside" }];
  const has = link?.addresses.map(addressOf) ?? [];
  const wanted = ips.filter((one) => one.includes(":") === ip.includes(":"));
  if (link === undefined || wanted.length === 0 || wanted.some((one) => has.includes(one))) {
    return [missing];
  }
  const actual = has.filter((one) => !/^fe80:/i.test(one)).join(", ") || reason("NONE", {});
  const args = { interface: own, expected: wanted.join(", "), actual };
  return [at(view, role, "NODE_ADDRESS_MISSING", args, facts.id, port.id), missing];
}

function byNic(view: CaseView, role: Role): Look[] {
  const facts = view.podFacts(role);
  const nics = uplinksOf(view, role);
  if (!facts.known) return [facts.reason];
  if (!nics.known) return [nics.reason];
  const { routeTo, routeError } = facts.value;
  if (routeError !== "") {
    return [at(view, role, "NODE_NO_ROUTE", { detail: said(routeError) }, facts.id)];
  }
  const names = nics.value.map(({ name }) => name);
  if (routeTo === null || names.includes(routeTo.device)) return [];
  if (!innerDevice.test(routeTo.device)) return []; // a NIC that other packets do not take
  if (isOfService(view, routeTo)) return [];
  const args = { actual: viaOf(routeTo), interface: names[0] ?? "" };
  return [at(view, role, "NODE_ROUTE_ELSEWHERE", args, facts.id, nics.id)];
}

/** Cases of old asked for the way to the Service's address, which is not that of the packets. */
function isOfService(
  { plan: { service } }: CaseView,
  route: { readonly destination: string } | null,
): boolean {
  return service !== null && route?.destination === service.ip;
}

function viaOf(route: { readonly device: string; readonly gateway: string } | null): string {
  if (route === null) return "";
  return route.gateway === "" ? route.device : `${route.device} via ${route.gateway}`;
}

/** Packets to a Service left the node by its NIC with the Service's own address. */
function untranslated(view: CaseView): Look {
  const { service } = view.plan;
  if (service === null) return null;
  const tap = view.tap("source");
  if (!tap.known) return tap.reason;
  const toService = new AddressSet([service.ip]);
  const from = new AddressSet(view.plan.conversation.sources);
  const links = new Map(tap.value.links.map(({ ifindex, name }) => [ifindex, name]));
  const left = tap.value.sightings.find(
    (one) =>
      one.isOut &&
      one.isTo(toService) &&
      one.isFrom(from) &&
      one.destinationPort === service.port &&
      !innerDevice.test(links.get(one.ifindex) ?? ""),
  );
  if (left === undefined) return null;
  const { namespace, name, ip: address } = service;
  const args = { namespace, name, address, interface: links.get(left.ifindex) ?? "" };
  const found = at(view, "source", "SERVICE_NOT_PROXIED", args, tap.id);
  return { ...found, resources: [{ kind: "Service", namespace, name }] };
}

function at(
  view: CaseView,
  role: Role,
  code: Found["code"],
  args: CodeArgs,
  ...evidence: string[]
): Found {
  const { node } = view.plan[role];
  const address = role === "source" ? view.plan.destination.ip : view.plan.source.ip;
  return {
    code,
    stage: stackStage(view, role),
    direction: "request",
    node,
    args: { ...ends(view), ...endArgs(view, role), address, ...args },
    resources: [{ kind: "Node", namespace: null, name: node ?? "" }],
    evidence,
    weight: "decisive",
  };
}

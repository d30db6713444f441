import assert from "node:assert/strict";
import { test } from "node:test";
import { gatewayCheck } from "../../../../../aggregator/checks/gateway/node.ts";
import { nodeReversePathCheck } from "../../../../../aggregator/checks/gateway/reverse-path.ts";
import type { EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import type { Plan, Role } from "../../../../../aggregator/evidence/plan.ts";
import type { RoundTrip__Output } from "../../../../../proto/gen/tapline/v1/RoundTrip.ts";
import { planOf } from "../../plan.ts";
import { edited } from "../../verdict/edit-case.ts";
import { recordedItem } from "../../verdict/recorded-cases.ts";
import { outcomeOf, outside, seen, wordsOf } from "../beyond-pods.ts";
import { findings, recorded } from "../host-evidence.ts";

const podFacts = recordedItem("pod", ({ role, data }) => role === "destination" && data !== null);
const portItem = recordedItem("port", ({ role, data }) => role === "destination" && data !== null);
const netns = recordedItem("netns", ({ place }) => place === "node");

type Answer = NonNullable<RoundTrip__Output["there"]>;

function routed(device: string, more: Partial<NonNullable<Answer["route"]>> = {}): Answer {
  const route = { destination: "", gateway: "", source: "", table: "", type: "", device, ...more };
  return { to: "", from: "", input: "", error: "", route };
}

function refused(error: string): Answer {
  return { to: "", from: "", input: "", error, route: null };
}

/** What an agent says of its node's kernel; `counted` packets fell to rp_filter meanwhile. */
function itemsOf(role: Role, trip: RoundTrip__Output, counted = 0): EvidenceItem[] {
  assert.ok(podFacts.data !== null && netns.data !== null && portItem.data !== null);
  const counters = (count: number) => ({ TcpExtIPReversePathFilter: count });
  const state = { ...netns.data, sysctls: { "net.ipv4.ip_forward": "1" } };
  const common = { kind: "fact", name: "netns", role, place: "node" } as const;
  return [
    seen({
      kind: "fact",
      name: "pod",
      role,
      data: {
        ...podFacts.data,
        routeTo: null,
        routeError: "",
        problems: [],
        roundTrips: [trip],
      },
    }),
    seen({ kind: "port", name: "port", role, data: { ...portItem.data, interface: "ovn0" } }),
    seen({ ...common, round: "before", data: { ...state, counters: counters(7) } }),
    seen({ ...common, round: "after", data: { ...state, counters: counters(7 + counted) } }),
  ];
}

function found(plan: Partial<Plan>, items: EvidenceItem[]): string {
  const outcome = outcomeOf(nodeReversePathCheck, plan, items);
  if (outcome.status !== "found") return outcome.status;
  return outcome.found.map((one) => `${one.stage}/${one.direction} ${one.weight}`).join(", ");
}

const well: RoundTrip__Output = { there: routed("br-phy"), back: routed("ovn0") };
const cross = refused("Invalid cross-device link");
const invalid = refused("Invalid argument");

test("what the kernel would not take is dropped where it comes in", () => {
  assert.equal(found(outside, itemsOf("destination", well)), "clean");
  const request = itemsOf("destination", { there: cross, back: null });
  assert.equal(found(outside, request), "gateway/request decisive");
  const reply = itemsOf("destination", { ...well, back: cross });
  assert.equal(found(outside, reply), "gateway/reply decisive");
  assert.equal(found({ ...outside, exit: "host" }, request), "gateway/request decisive");
});

test("a node that sends does not take the answer", () => {
  const source = { ...planOf("tcp", 8080).source, attachment: "ovn0" } as const;
  const items = itemsOf("source", { there: routed("ovn0"), back: cross });
  assert.equal(found({ source }, items), "source-pod/reply decisive");
});

test("since Linux 6.13 the counter tells what the kernel's word does not", () => {
  const trip = { there: invalid, back: null };
  const counted = itemsOf("destination", trip, 5);
  assert.equal(found(outside, counted), "gateway/request decisive");
  assert.equal(wordsOf(outcomeOf(gatewayCheck, outside, counted)), "clean");
  const other = itemsOf("destination", trip);
  assert.equal(found(outside, other), "clean");
  assert.equal(wordsOf(outcomeOf(gatewayCheck, outside, other)), "GATEWAY_NO_ROUTE decisive");
});

test("a policy rule that takes answers elsewhere is a way back that is missing", () => {
  const there = routed("lo", { type: "local" });
  const ruled = { there, back: routed("br-phy", { table: "100" }) };
  const plan = { ...outside, exit: "host" } as const;
  const outcome = outcomeOf(gatewayCheck, plan, itemsOf("destination", ruled));
  assert.equal(wordsOf(outcome), "NODE_ROUTE_MISSING decisive");
  assert.match(JSON.stringify(outcome), /"table":"100"/);
});

test("a route back into OVN, or to a bridge without ports, leads nowhere", () => {
  const back = itemsOf("destination", { there: routed("ovn0"), back: routed("ovn0") });
  assert.equal(wordsOf(outcomeOf(gatewayCheck, outside, back)), "GATEWAY_ROUTE_ELSEWHERE decisive");
});

test("IPv6 has no rp_filter, and an agent that was not asked says nothing of it", () => {
  const source = { ...planOf("tcp", 8080).source, ip: "fd00:10:16::5" };
  const items = itemsOf("destination", { there: cross, back: null });
  assert.equal(found({ ...outside, source }, items), "clean");
  const old = itemsOf("destination", well).map((item) =>
    item.name === "pod" && item.data !== null
      ? { ...item, data: { ...item.data, roundTrips: [] } }
      : item,
  );
  assert.equal(found(outside, old), "clean");
  assert.equal(found(outside, []), "skipped");
});

test("what the whole node counted is no proof of packets that its kernel would take", () => {
  const counted = recorded("gateway-reverse-path-filter.cross-node.tcp");
  const asked = (roundTrips: readonly RoundTrip__Output[]): string[] => {
    const caseFile = edited(counted, "pod", ({ role }, data) =>
      role === "destination" ? { ...data, roundTrips } : undefined,
    );
    return findings(nodeReversePathCheck, caseFile);
  };
  assert.deepEqual(asked([well]), ["RP_FILTER_DROP gateway/request supporting"]);
  assert.deepEqual(asked([]), ["RP_FILTER_DROP gateway/request decisive"]);
});

test("where nothing of the path was lost, others' packets counted", () => {
  assert.equal(found(outside, itemsOf("destination", well, 5)), "clean");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { routerDecisionCheck } from "../../../../../aggregator/checks/ovn/router-decision.ts";
import type {
  NexthopRow,
  RouterDecisionRow,
} from "../../../../../aggregator/evidence/destination-rows.ts";
import type { EvidenceBody, EvidenceItem } from "../../../../../aggregator/evidence/item.ts";
import { outcomeOf, outside, seen, unseen, wordsOf } from "../beyond-pods.ts";

const plan = { ...outside, sameSubnet: false };
const known: NexthopRow = {
  ip: "100.64.0.4",
  logicalPort: "node-node3",
  isRouters: false,
  mayBeLearnt: false,
};
const nobody: NexthopRow = { ...known, ip: "100.64.250.0", logicalPort: null };

function item(changes: Partial<RouterDecisionRow>): EvidenceBody {
  const data: RouterDecisionRow = {
    router: "ovn-cluster",
    source: "10.18.0.5",
    destination: "198.18.4.10",
    by: "policy 29000 ip4.src == 10.18.0.0/16",
    kind: "policy",
    isUncertain: false,
    nexthops: [known],
    ...changes,
  };
  return { kind: "row", name: "router-decision", data };
}

function wordsFor(changes: Partial<RouterDecisionRow>): string {
  return wordsOf(outcomeOf(routerDecisionCheck, plan, [seen(item(changes))]));
}

test("a next hop that a port has, that may be learnt, or none at all, is clean", () => {
  assert.equal(wordsFor({}), "clean");
  assert.equal(wordsFor({ nexthops: [{ ...nobody, mayBeLearnt: true }] }), "clean");
  assert.equal(wordsFor({ kind: "connected", nexthops: [] }), "clean");
});

test("a next hop that nobody has; of several, it explains a part", () => {
  assert.equal(wordsFor({ nexthops: [nobody] }), "NEXTHOP_UNRESOLVED decisive");
  assert.equal(wordsFor({ nexthops: [known, nobody] }), "NEXTHOP_UNRESOLVED supporting");
});

test("the default route to the router itself means that no policy took the packet", () => {
  const own = { ip: "100.64.0.1", logicalPort: null, isRouters: true, mayBeLearnt: false };
  const route = { kind: "route", by: "route 0.0.0.0/0", nexthops: [own] } as const;
  assert.equal(wordsFor(route), "GATEWAY_POLICY_MISSING decisive");
});

const passedOver = { by: "policy 29000 ip4.src == 10.18.0.0/16", nexthops: [] };

test("a policy without a next hop is why no other policy takes the packet, or no route", () => {
  const own = { ip: "100.64.0.1", logicalPort: null, isRouters: true, mayBeLearnt: false };
  const route = { kind: "route", by: "route 0.0.0.0/0", nexthops: [own], passedOver } as const;
  assert.equal(wordsFor(route), "NEXTHOP_MISSING decisive");
  assert.equal(wordsFor({ kind: "none", nexthops: [], passedOver }), "NEXTHOP_MISSING decisive");
});

test("a policy without a next hop is no fault where another takes the packet", () => {
  assert.equal(wordsFor({ passedOver }), "clean");
  const elsewhere = { ...passedOver, nexthops: ["10.99.0.1"] };
  assert.equal(wordsFor({ passedOver: elsewhere }), "clean");
});

const vpcs = { source: "red", destination: "ovn-cluster", subnet: "ovn-default" };
const unreached = { vpcs: { ...vpcs, isReached: false, isAnswered: false } };

test("pods of two VPCs without a route between them", () => {
  const words = (changes: Partial<RouterDecisionRow>, at: Partial<typeof plan> = {}) =>
    wordsOf(
      outcomeOf(routerDecisionCheck, { ...plan, ...unreached, ...at }, [seen(item(changes))]),
    );
  assert.equal(words({}), "SUBNET_NOT_REACHABLE decisive");
  assert.equal(words({ nexthops: [nobody] }), "SUBNET_NOT_REACHABLE decisive");
  assert.equal(words({ kind: "none", by: null, nexthops: [] }), "SUBNET_NOT_REACHABLE decisive");
  assert.equal(words({ isUncertain: true }), "skipped");
  const untold = { vpcs: { ...vpcs, isReached: null, isAnswered: null } };
  assert.equal(words({}, untold), "clean");
});

test("of peered VPCs one has no route back", () => {
  const request = seen(item({ kind: "connected", nexthops: [] }));
  const reply = (changes: Partial<RouterDecisionRow>): EvidenceItem => {
    return seen({ ...item(changes), direction: "reply" } as EvidenceBody);
  };
  const oneWay = { ...plan, vpcs: { ...vpcs, isReached: true, isAnswered: false } };
  const found = outcomeOf(routerDecisionCheck, oneWay, [request, reply({})]);
  assert.equal(wordsOf(found), "SUBNET_NOT_REACHABLE decisive");
  assert.ok(found.status === "found");
  const [first] = found.found;
  assert.deepEqual([first?.stage, first?.direction], ["destination-bridge", "reply"]);
  const bothWays = { ...plan, vpcs: { ...vpcs, isReached: true, isAnswered: true } };
  assert.equal(wordsOf(outcomeOf(routerDecisionCheck, bothWays, [request])), "clean");
});

test("a policy that could not be evaluated, or rows that could not be read, say nothing", () => {
  assert.equal(wordsFor({ isUncertain: true, nexthops: [nobody] }), "skipped");
  assert.equal(wordsOf(outcomeOf(routerDecisionCheck, plan, [])), "skipped");
  assert.equal(wordsOf(outcomeOf(routerDecisionCheck, plan, [unseen(item({}))])), "skipped");
});

test("within one Subnet no router decides", () => {
  const words = wordsOf(outcomeOf(routerDecisionCheck, { sameSubnet: true }, []));
  assert.equal(words, "clean");
});

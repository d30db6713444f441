import assert from "node:assert/strict";
import { test } from "node:test";
import { routerDecisionCheck } from "../../../../../aggregator/checks/ovn/router-decision.ts";
import type {
  NexthopRow,
  RouterDecisionRow,
} from "../../../../../aggregator/evidence/destination-rows.ts";
import type { EvidenceBody } from "../../../../../aggregator/evidence/item.ts";
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

test("a policy that could not be evaluated, or rows that could not be read, say nothing", () => {
  assert.equal(wordsFor({ isUncertain: true, nexthops: [nobody] }), "skipped");
  assert.equal(wordsOf(outcomeOf(routerDecisionCheck, plan, [])), "skipped");
  assert.equal(wordsOf(outcomeOf(routerDecisionCheck, plan, [unseen(item({}))])), "skipped");
});

test("within one Subnet no router decides", () => {
  const words = wordsOf(outcomeOf(routerDecisionCheck, { sameSubnet: true }, []));
  assert.equal(words, "clean");
});
